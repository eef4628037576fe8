// After a refused form: start at the list of what went wrong. A link in it goes to the field itself.
export function focusSummary() {
  const summary = document.querySelector(".error-summary");
  if (!summary) return;
  summary.addEventListener("click", (happening) => {
    const link = happening.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    happening.preventDefault();
    (field.closest(".field, .group") ?? field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
  summary.focus();
}
