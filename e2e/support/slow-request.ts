import { request } from "node:http";

type Answer = { status: number; text: string };

/**
 * A POST that the server has begun to answer and whose body has not come yet: under way for as long as a test wants it to be.
 * `finish` sends the body and answers what came of it; it throws when the connection was cut meanwhile.
 */
export function beginRequest(
  { origin, apiKey }: { origin: string; apiKey: string },
  path: string,
  body: object,
): Promise<{ finish: () => Promise<Answer> }> {
  const { port } = new URL(origin);
  const text = JSON.stringify(body);
  return new Promise((begun, fail) => {
    const call = request({
      host: "127.0.0.1",
      port,
      path,
      method: "POST",
      headers: {
        authorization: `Bearer ${apiKey}`,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
        // The server says "continue" once it has handed the request to the product.
        expect: "100-continue",
      },
    });
    const answer = new Promise<Answer>((done, cut) => {
      call.once("error", cut);
      call.once("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", cut);
        response.once("end", () =>
          done({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
        );
      });
    });
    // Cut before it was asked for is told when it is asked for.
    answer.catch(fail);
    call.once("continue", () =>
      begun({
        finish: () => {
          call.end(text);
          return answer;
        },
      }),
    );
    call.flushHeaders();
  });
}
