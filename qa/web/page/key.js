// Asks the reader for the server's key.

const dialog = document.getElementById("key");
const field = document.getElementById("key-value");
const title = document.getElementById("key-title");

/** Ask for the key; resolves to what was given, or null. `wasWrong`: the one before was not accepted. */
export function askForKey(wasWrong) {
  title.textContent = wasWrong ? "That key was not accepted" : "This server asks for a key";
  field.value = "";
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(field.value || null), { once: true });
  });
}
