// A file that is dragged over the page: a sign shows that it can be dropped. The program reads it.
{
  const page = document.documentElement;
  const over = (e) => page.classList.toggle("dropping", e.dataTransfer?.types.includes("Files") ?? false);
  const out = (e) => e.relatedTarget || page.classList.remove("dropping");
  addEventListener("dragenter", over);
  addEventListener("dragleave", out);
  addEventListener("drop", out);
}
