import { t } from '../i18n/i18n.ts';

/** A fault of Kong's components that keeps assistive technology from understanding them, and what mends it. */
interface Mending {
  /** The elements that have it. */
  selector: string;
  mend: (element: Element) => void;
}

const mendings: readonly Mending[] = [
  {
    // Pictures beside words, said to be images of their own but without a name.
    selector: 'svg[role="img"]:not([aria-label], [aria-labelledby], [aria-hidden="true"], :has(> title))',
    mend: (icon) => icon.setAttribute('aria-hidden', 'true'),
  },
  {
    // A list item between a list of tabs and its tab.
    selector: '[role="tablist"] > li:not([role])',
    mend: (item) => item.setAttribute('role', 'presentation'),
  },
  {
    // Tabs name a panel by an id that no panel has.
    selector: '[role="tab"][aria-controls]',
    mend: (tab) => {
      const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '');
      if (panel === null) tab.removeAttribute('aria-controls');
    },
  },
  {
    // The frame around a select claims to be the list, which is elsewhere; the field inside is operable and has a label.
    selector: '.select-wrapper[role="listbox"]',
    mend: (frame) => {
      frame.removeAttribute('role');
      frame.removeAttribute('aria-controls');
    },
  },
  {
    // A switch whose label is only the heading of the card that it is in.
    selector: '.switch-control[aria-labelledby]',
    mend: (control) => {
      const label = document.getElementById(control.getAttribute('aria-labelledby') ?? '');
      if (label?.textContent?.trim()) return;
      const heading = control.closest('.k-card')?.querySelector('.card-title, .fields-group-title, h2, h3');
      control.removeAttribute('aria-labelledby');
      control.setAttribute('aria-label', heading?.textContent?.trim() ?? '');
    },
  },
  {
    // The button with three dots at the end of a row.
    selector: '.actions-dropdown-trigger:not([aria-label])',
    mend: (button) => button.setAttribute('aria-label', t('components.row_actions')),
  },
  {
    // The list says that it looks for an exact name; it asks for what contains the text.
    selector: '.kong-ui-entity-filter-input input[placeholder^="Filter by exact"]',
    mend: (field) => {
      field.setAttribute('placeholder', t('components.filter_by_name'));
      field.setAttribute('aria-label', t('components.filter_by_name'));
    },
  },
  {
    // The button with a book beside the one for a new entity.
    selector: '.open-learning-hub:not([aria-label])',
    mend: (button) => button.setAttribute('aria-label', t('components.learn_more')),
  },
];

/**
 * Mends what Kong's components leave wrong for assistive technology, in `root` and whatever is put there later. Each
 * mending touches attributes only, and those of an element once, so Vue goes on managing the elements as before.
 */
export function mendKongComponents(root: Element): void {
  const mendIn = (parent: Element) => {
    for (const { selector, mend } of mendings) {
      if (parent.matches(selector)) mend(parent);
      for (const element of parent.querySelectorAll(selector)) mend(element);
    }
  };
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) if (node instanceof Element && node.isConnected) mendIn(node);
    }
  }).observe(root, { childList: true, subtree: true });
  mendIn(root);
}
