/** What the assistant's web channel says and takes, and the requests that carry it. */

export interface Choice {
  id: string;
  title: string;
}

export type Block =
  | { type: "heading" | "paragraph"; text: string }
  | { type: "list"; items: string[] }
  | { type: "deadline"; label: string; value: string; date?: string; safe_label?: string; safe?: string }
  | { type: "fact"; label: string; value: string; title?: string; choice?: string };

export interface Source {
  title: string;
  publisher?: string;
  paragraph?: string | null;
  version?: string;
  url?: string | null;
  checked?: string;
}

export interface Decision {
  deadline?: string | null;
  safe_by?: string | null;
  as_of: string;
}

export interface Message {
  seq: number;
  from: "assistant" | "user";
  kind: string;
  text: string;
  blocks?: Block[];
  choices?: Choice[];
  expects?: "date";
  decision?: Decision;
  sources?: Source[];
  /** The visitor asked for everything to be deleted. */
  erase?: boolean;
}

export type Content = { text: string } | { choice: string } | { date: string };

export interface Reply {
  seq: number;
  messages: Message[];
  said?: Message | null;
  pending?: boolean;
  token?: string;
  expires_at?: string;
}

/** The server turned a request down; the message is for the visitor. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfter: number | undefined,
  ) {
    super(message);
  }
}

const GIVE_UP_MS = 30_000;

/** Send one request. Throws Refused, or a TypeError or DOMException when there is no answer. */
export async function request(
  address: string,
  method: "GET" | "POST" | "DELETE",
  token?: string,
  body?: unknown,
): Promise<Response> {
  const headers: Record<string, string> = {};
  if (token) headers["Authorization"] = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(address, {
    method,
    headers,
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(GIVE_UP_MS),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (response.ok) return response;
  throw await refusal(response);
}

async function refusal(response: Response): Promise<Refused> {
  const wait = Number(response.headers.get("Retry-After")) || undefined;
  const said = await response.json().catch(() => null);
  return new Refused(response.status, said?.error?.text ?? "", wait);
}
