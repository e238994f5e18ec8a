// The printed report is the page itself.

document.getElementById("print").addEventListener("click", () => print());
