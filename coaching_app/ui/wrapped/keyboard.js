// What every keyboard shortcut has to ask first.
export function isTyping(target) {
  return !!target?.closest?.('input, textarea, select, [contenteditable=""], [contenteditable="true"]');
}
export function isPlain(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
}
export function dialogIsOpen() {
  return !!document.querySelector("dialog[open]");
}
