/** Opens pictures large, from wherever they are shown. */
import { inject, type InjectionKey } from "vue";

export interface Shown {
  url: string;
  name: string;
}

export type OpenLightBox = (pictures: Shown[], at: number) => void;
export const LIGHTBOX: InjectionKey<OpenLightBox> = Symbol("lightbox");

export function useLightBox(): OpenLightBox {
  const open = inject(LIGHTBOX);
  if (!open) throw new Error("No light box is provided above this component.");
  return open;
}
