/** The chat window's page: wait for the host page's word, then start. */
import { createApp } from "vue";
import "../shared/tokens.css";
import { meetHost } from "./host";
import WidgetApp from "./WidgetApp.vue";

void meetHost().then((host) => createApp(WidgetApp, { host }).mount("#app"));
