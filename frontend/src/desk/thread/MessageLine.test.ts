/** What stands under a line that answers from the knowledge. */
import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import { describe, expect, it } from "vitest";

import type { DeskMessage, User } from "../../shared/types";
import MessageLine from "./MessageLine.vue";

const line = {
  id: "m1", seq: 2, sender: "bot", kind: "answer", text: "请您每12个月更换一次。", created_at: "2026-11-20T02:00:00+00:00",
  buttons: [], attachments: [], emotion: null,
} as unknown as DeskMessage;

function shown(message: DeskMessage): Promise<string> {
  const me = { number: "1001" } as User;
  return renderToString(createSSRApp(MessageLine, { message, follows: false, me, contact: "王先生", hasCards: false }));
}

describe("an answer from the knowledge", () => {
  it("names its entry under the line", async () => {
    const page = await shown({ ...line, source: { id: "kb-water-01", title: "净水器的滤芯多久更换一次？" } });

    expect(page).toContain("知识：净水器的滤芯多久更换一次？");
  });

  it("is not claimed of any other line", async () => {
    expect(await shown({ ...line, source: null })).not.toContain("知识：");
  });
});
