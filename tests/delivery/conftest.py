import pytest


@pytest.fixture(autouse=True)
def only_the_networks_of_the_test(no_proxy: None) -> None:
    """No test of delivery meets a proxy that it has not set up."""
