// Asking practice: every request carries the token that the page came with.

const token = document.querySelector('meta[name="practice-token"]').content;

/** What practice answers when it does not do what it was asked for, or that it does not answer. */
export class Failure extends Error {}

/** Practice does not answer. */
export class NoAnswer extends Failure {}

/** The answer as JSON. */
export async function ask(path, method = "GET", body = undefined) {
  return (await request(path, method, body)).json();
}

/** The answer as text. */
export async function askText(path) {
  return (await request(path, "GET")).text();
}

async function request(path, method, body) {
  const headers = { Authorization: `Bearer ${token}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new NoAnswer("Practice does not answer.");
  }
  if (!response.ok) throw new Failure(await reason(response));
  return response;
}

async function reason(response) {
  try {
    return (await response.json()).message;
  } catch {
    return `Practice answered ${response.status}.`;
  }
}
