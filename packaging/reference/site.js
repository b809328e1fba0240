// The search: finds words in INDEX, titles before texts. The menu is closed on narrow windows.
const input = document.getElementById("search"), list = document.getElementById("found");

function score(entry, words) {
  const name = entry[0].toLowerCase(), text = (entry[1] + " " + entry[3]).toLowerCase();
  const last = name.replace(/^.*\./, "");
  let sum = 1 / name.length; // of equals, the shorter name
  for (const word of words) {
    if (last === word) sum += 100;
    else if (last.startsWith(word)) sum += 40;
    else if (name.includes(word)) sum += 20;
    else if (text.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

function show() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length === 0 ? [] : INDEX.map(entry => [score(entry, words), entry])
    .filter(each => each[0] > 0).sort((a, b) => b[0] - a[0]).slice(0, 12);
  list.replaceChildren(...found.map(([, [name, page, address]]) => {
    const link = document.createElement("a"), item = document.createElement("li");
    link.href = address;
    link.textContent = name;
    if (page) link.append(Object.assign(document.createElement("small"), {textContent: page}));
    item.append(link);
    return item;
  }));
  if (words.length > 0 && found.length === 0)
    list.append(Object.assign(document.createElement("li"), {textContent: "Nothing found"}));
  list.hidden = words.length === 0;
}

input.addEventListener("input", show);
input.addEventListener("keydown", event => {
  if (event.key === "Escape") { input.value = ""; show(); }
  if (event.key === "Enter") list.querySelector("a")?.click();
  if (event.key === "ArrowDown") list.querySelector("a")?.focus();
});
list.addEventListener("click", () => { list.hidden = true; });
document.addEventListener("keydown", event => {
  if (event.key === "/" && document.activeElement === document.body) {
    event.preventDefault();
    input.focus();
  }
});
if (matchMedia("(max-width: 60rem)").matches) document.querySelector(".menu").open = false;
