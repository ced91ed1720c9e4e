/** Puts the chat window on a host page. */
document.documentElement.dataset.heyan = "loaded";
