"""Certificates for a server of the tests: one that signed itself, and ones by an authority that a test can trust."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY: Final = dt.timedelta(days=1)
_HERE: Final = ("localhost", "127.0.0.1", "::1")


def server_context(folder: Path, *, expired: bool = False) -> ssl.SSLContext:
    """A server's side of TLS with a certificate for 127.0.0.1 and localhost that signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("localhost")
    certificate = _build(name, name, key, _HERE, -30, -20 if expired else 100).sign(key, hashes.SHA256())
    return _context(folder, key, certificate)


class Authority:
    """Signs certificates. Nobody trusts it until a test says so."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._subject = _name("Authority of the tests")
        builder = _build(self._subject, self._subject, self._key, (), -100, 1000)
        constraint = x509.BasicConstraints(ca=True, path_length=None)
        certificate = builder.add_extension(constraint, critical=True).sign(self._key, hashes.SHA256())
        self._file = folder / "authority.pem"
        self._file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def be_trusted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand for the operating system's trust store: where OpenSSL looks for it."""
        monkeypatch.setenv("SSL_CERT_FILE", str(self._file))
        monkeypatch.setenv("SSL_CERT_DIR", str(self._folder / "no-directory"))

    def server(self, *names: str, starts: int = -30, ends: int = 100) -> ssl.SSLContext:
        """A server's side of TLS for `names` (this computer's by default), valid between two days from today."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _build(_name("Server of the tests"), self._subject, key, names or _HERE, starts, ends)
        return _context(self._folder, key, builder.sign(self._key, hashes.SHA256()))


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _build(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    names: tuple[str, ...],
    starts: int,
    ends: int,
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + starts * _DAY)
        .not_valid_after(now + ends * _DAY)
    )
    if not names:
        return builder
    return builder.add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _context(folder: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> ssl.SSLContext:
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
