// A row of tabs that is wider than the phone begins at the tab one is on.
for (const tab of document.querySelectorAll(":is(.desk nav, nav.tabs) [aria-current]")) {
  const row = tab.closest("nav");
  const [here, seen] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  if (here.left < seen.left || here.right > seen.right) {
    row.scrollLeft += here.left - seen.left - (seen.width - here.width) / 2;
  }
}
