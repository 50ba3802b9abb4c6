(() => {
  "use strict";
  // On a narrow screen the newest month is the one to see first.
  document.querySelectorAll(".history .scroll").forEach((region) => {
    region.scrollLeft = region.scrollWidth;
  });

  const panel = document.getElementById("filters");
  if (!panel) return;
  const byId = (id) => document.getElementById(id);
  const items = [...document.querySelectorAll("[data-item]")];
  const groups = [...document.querySelectorAll("[data-group]")];
  const words = new Map(items.map((item) => [item, item.textContent.toLowerCase()]));
  const ratings = byId("f-ratings");
  const workstream = byId("f-workstream");
  const owner = byId("f-owner");
  const objective = byId("f-objective");
  const search = byId("f-words");
  const exceptions = byId("f-exceptions");

  const objectivesOf = (item) => (item.dataset.objectives || "").split("; ");
  const distinct = (read) => [...new Set(items.map(read))].filter(Boolean);
  const offer = (select, values) =>
    values.forEach((value) => select.add(new Option(value, value)));

  const isShown = (item, chosen) =>
    (!chosen.length || item.dataset.ratings.split("|").some((word) => chosen.includes(word))) &&
    (!workstream.value || item.dataset.workstream === workstream.value) &&
    (!owner.value || item.dataset.owner === owner.value) &&
    (!objective.value || objectivesOf(item).includes(objective.value)) &&
    (!exceptions.checked || "exception" in item.dataset) &&
    words.get(item).includes(search.value.trim().toLowerCase());

  const apply = () => {
    const chosen = [...ratings.querySelectorAll("input:checked")].map((box) => box.value);
    items.forEach((item) => { item.hidden = !isShown(item, chosen); });
    const shown = items.filter((item) => !item.hidden).length;
    groups.forEach((group) => {
      const own = [...group.querySelectorAll("[data-item]")];
      group.hidden = shown < items.length && own.every((item) => item.hidden);
    });
    byId("count").textContent = `Showing ${shown} of ${items.length}`;
  };

  const clear = () => { panel.querySelector("form").reset(); apply(); };

  const reveal = () => {
    const target = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[hidden]")) { clear(); target.scrollIntoView(); }
  };

  offer(workstream, distinct((item) => item.dataset.workstream));
  offer(owner, distinct((item) => item.dataset.owner).sort());
  offer(objective, [...new Set(items.flatMap(objectivesOf))].filter(Boolean).sort());
  objective.parentElement.hidden = objective.options.length < 2;
  exceptions.parentElement.hidden = items.every((item) => "exception" in item.dataset);
  panel.addEventListener("input", apply);
  panel.addEventListener("submit", (event) => event.preventDefault());
  byId("f-clear").addEventListener("click", clear);
  addEventListener("hashchange", reveal);
  panel.hidden = false;
  panel.open = matchMedia("(min-width: 62rem)").matches;
  apply();
})();
