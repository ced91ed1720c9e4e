/** A conversation goes to somebody who is there, with a reason, and not behind the customer's back. */
import { describe, expect, it } from "vitest";

import type { AgentRow } from "../../shared/types";
import { LIN, summaryOf } from "./samples";
import { missingForTransfer, needsConsent, receivers } from "./transfer";

const agent = (id: string, with_: Partial<AgentRow> = {}): AgentRow => ({
  id, display_name: id, number: id, availability: "online", open_slots: 1, capacity: 5, active: 4, ...with_,
});
const mine = summaryOf("a", { status: "assigned", assignee: LIN });

describe("a transfer", () => {
  it("is offered to those online with room, the freest first, and not to whoever has it", () => {
    const agents = [agent("1"), agent("2", { open_slots: 3 }), agent("3", { availability: "busy" }), agent("4", { open_slots: 0 }), agent(LIN.id)];

    expect(receivers(agents, mine).map(({ id }) => id)).toEqual(["2", "1"]);
  });

  it("asks for a receiver, then a reason, then consent", () => {
    const steps = [
      { userId: "", reason: "", consented: false }, { userId: "2", reason: " ", consented: false },
      { userId: "2", reason: "熟悉安装", consented: false }, { userId: "2", reason: "熟悉安装", consented: true },
    ];

    expect(steps.map((form) => missingForTransfer(form, mine))).toEqual([
      "请选择接手的客服。", "请填写转接原因。", "请先征得客户同意，再勾选确认。", "",
    ]);
  });

  it.each([[{ reason: "complaint" }], [{ reason: "threat" }], [{ reason: "abuse" }], [{ complaint_step: "solve" as const }]])(
    "needs no tick where the reason counts as consent: %j", (with_) => {
      expect(needsConsent({ ...mine, ...with_ })).toBe(false);
      expect(missingForTransfer({ userId: "2", reason: "主管处理", consented: false }, { ...mine, ...with_ })).toBe("");
    },
  );
});
