// The name under which the server knows this tab. It belongs to one sign-in: who signs in anew gets a new one.
const KEY = "token";
export const pageToken = () => sessionStorage.getItem(KEY) ?? "";
export const forgetPageToken = () => sessionStorage.removeItem(KEY);
