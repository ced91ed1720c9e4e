/** A service is graded once; what failed may be said again. */
import { computed, effectScope, nextTick, ref } from "vue";
import { describe, expect, it } from "vitest";
import { ApiError } from "../shared/api";
import type { RatingAsked } from "../shared/types";
import { useRating } from "./useRating";

const asked = (episode_id: string): RatingAsked => ({ episode_id, served_by: "bot", agent: null });

function window_(answers: (string | ApiError)[] = []) {
  const state = ref<RatingAsked | null>(asked("e1"));
  const posted: [string, number | null, string][] = [];
  const rating = effectScope().run(() =>
    useRating(
      computed(() => state.value),
      (...given) => {
        posted.push(given);
        const answer = answers.shift() ?? "感谢您的评价。";
        return typeof answer === "string" ? Promise.resolve(answer) : Promise.reject(answer);
      },
    ),
  )!;
  return { rating, state, posted };
}

describe("grading", () => {
  it("is sent once with its reason, thanked for, and not asked again", async () => {
    const { rating, posted } = window_();
    await Promise.all([rating.rate(5, " 很快 "), rating.rate(5, "很快")]);

    expect(posted).toEqual([["e1", 5, "很快"]]);
    expect(rating.open.value).toBeNull();
    expect(rating.thanks.value).toBe("感谢您的评价。");
  });

  it("may be passed over, without what was typed meanwhile", async () => {
    const { rating, posted } = window_();
    await rating.rate(null, "typed and not meant");

    expect(posted).toEqual([["e1", null, ""]]);
    expect(rating.open.value).toBeNull();
  });

  it("that failed is asked on, with what to do", async () => {
    const { rating, posted } = window_([new ApiError(0, "offline", "网络连接已断开，请检查网络后重试。")]);
    await rating.rate(2, "");
    expect(rating.open.value?.episode_id).toBe("e1");
    expect(rating.trouble.value).toContain("网络");

    await rating.rate(2, "");

    expect(posted).toHaveLength(2);
    expect(rating.trouble.value).toBeNull();
  });

  it("done in another tab is over here too", async () => {
    const { rating } = window_([new ApiError(409, "already_rated", "您已评价过本次服务。")]);
    await rating.rate(4, "");

    expect(rating.open.value).toBeNull();
    expect(rating.trouble.value).toBeNull();
  });

  it("is asked anew for the next service, and the thanks for the last one are gone", async () => {
    const { rating, state } = window_();
    await rating.rate(5, "");
    state.value = null;
    await nextTick();
    expect(rating.thanks.value).toBe("感谢您的评价。");

    state.value = asked("e2");
    await nextTick();

    expect(rating.open.value?.episode_id).toBe("e2");
    expect(rating.thanks.value).toBeNull();
  });
});
