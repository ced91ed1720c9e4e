/** Only pictures that can be sent are taken, and the person is told about the others. */
import { describe, expect, it } from "vitest";

import { areReady, attachmentsOf, changed, imageUrl, LARGEST_BYTES, sifted, type PendingImage } from "./images";

const file = (type: string, size = 1000) => ({ type, size });
const png = file("image/png");
const image = (key: string, with_: Partial<PendingImage> = {}): PendingImage => ({
  key, name: key, preview: "", status: "uploading", progress: 0, error: "", attachment: null, ...with_,
});

describe("pictures added to a line", () => {
  it("are taken as they are", () => {
    expect(sifted([png, file("image/webp")], 0)).toEqual({ taken: [png, file("image/webp")], problem: "" });
  });

  it("stop at six, those already held included", () => {
    const { taken, problem } = sifted([png, png, png], 4);

    expect(taken).toHaveLength(2);
    expect(problem).toContain("6 张");
  });

  it("are refused when too large or of another kind, and the rest is taken", () => {
    expect(sifted([png, file("image/png", LARGEST_BYTES + 1)], 0)).toMatchObject({ taken: [png], problem: expect.stringContaining("10 MB") });
    expect(sifted([file("application/pdf"), png], 0)).toMatchObject({ taken: [png], problem: expect.stringContaining("JPG") });
    expect(sifted([file("image/svg+xml")], 0).taken).toEqual([]);
  });

  it("hold the line back until the last has arrived", () => {
    const attachment = { id: "i1", url: "", width: 2, height: 1 };
    const both = [image("a", { status: "ready", attachment }), image("b")];

    expect([areReady([]), areReady(both)]).toEqual([true, false]);
    const arrived = changed(both, "b", { status: "ready", attachment: { ...attachment, id: "i2" } });
    expect(areReady(arrived)).toBe(true);
    expect(attachmentsOf(arrived).map(({ id }) => imageUrl(id))).toEqual(["/api/desk/attachments/i1", "/api/desk/attachments/i2"]);
  });
});
