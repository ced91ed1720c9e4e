/**
 * chat.js: one script tag puts the chat on any page: `<script src="https://服务地址/chat.js" async></script>`, with
 * data-title and data-position="left" as options.
 *
 * A launcher in a shadow root (the host's styles cannot reach it, nor ours the host), a frame with the widget on first
 * open, and what the widget must remember kept here, on the host page, because a third-party frame may lose its
 * storage. Every message goes to, and is taken from, the script's own origin only. Under 1 kB compressed: no framework;
 * styles are set through the DOM, which a content security policy allows.
 */
import type { FromHost, FromWidget } from "./widget/host";

const { src, dataset } = document.currentScript as HTMLScriptElement;
const home = new URL(src).origin;
const title = dataset.title || "在线客服";
const side = dataset.position || "right";
const name = "heyan-chat";
const make = <Name extends keyof HTMLElementTagNameMap>(tag: Name) => document.createElement(tag);

function start(): void {
  const root = make(name as "div");
  const shadow = root.attachShadow({ mode: "open" });
  const button = make("button");
  const badge = make("b");
  const frame = make("iframe");
  let open = false;
  let unread = 0;
  let kept: string | undefined;
  // Until the widget stands in the frame there is nobody to tell.
  let tell = () => {};

  function remember(): void {
    try {
      kept ? (localStorage[name] = kept) : (kept = localStorage[name]);
    } catch {
      // Storage is forbidden on this page: what the widget must remember lasts as long as the page.
    }
  }

  function draw(): void {
    // On a phone the window covers the page: then the launcher, in the corner above it, is the way back.
    const full = open && (innerWidth < 481 || innerHeight < 481);
    const count = open ? 0 : unread;
    const fixed = "position:fixed;z-index:999999999;border:0;box-shadow:0 0 0 1px #8883,0 2px 8px #0003;";
    const pill = "color:#fff;border-radius:24px;font:15px/24px system-ui;background:";
    const at = (bottom: number) => `bottom:${bottom}px;${side}:20px;`;
    button.textContent = open ? "关闭" : title;
    button.ariaExpanded = `${open}`;
    button.style.cssText = `${fixed}${pill}#0f6b5c;padding:12px 20px;cursor:pointer;${full ? "top:8px;right:8px" : at(20)}`;
    if (count) {
      badge.textContent = count + " 条新消息";
      badge.style.cssText = pill + "#b3362b;padding:2px 8px;margin:8px";
      button.append(badge);
    }
    frame.style.cssText = `${fixed}background:#f6f5f1;visibility:${open ? "inherit" : "hidden"};${
      full ? "width:100%;height:100%;inset:0" : at(80) + "width:380px;border-radius:12px;height:min(600px,100vh - 96px)"
    }`;
  }

  function toggle(): void {
    open = !open;
    // Prepended once: moving a frame would load it anew.
    frame.isConnected || shadow.prepend(frame);
    draw();
    tell();
    (open ? frame : button).focus();
  }

  addEventListener("message", (event: MessageEvent<FromWidget>) => {
    if (event.origin != home || event.source != frame.contentWindow) return;
    ({ kept, unread } = event.data);
    remember();
    if (event.data.close && open) toggle();
    draw();
  });
  addEventListener("keydown", ({ key }) => key == "Escape" && open && toggle());
  addEventListener("resize", draw);

  frame.title = title;
  frame.src = home + "/widget.html";
  frame.onload = () => (tell = () => frame.contentWindow!.postMessage({ kept, open } satisfies FromHost, home))();
  button.onclick = toggle;
  button.dataset.testid = "launcher";
  root.style.cssText = "all:initial";
  shadow.append(button);
  // Beside the body: it may not be there yet, and a framework may own everything in it.
  document.documentElement.append(root);
  remember();
  // Whoever has talked to us before sees what has come in since, without opening the window.
  if (kept) shadow.prepend(frame);
  draw();
}

// A tag pasted twice is one chat.
if (!document.querySelector(name)) start();
