import { apiserver } from './apiserver.ts';
import type { Component, ComponentName } from './component.ts';
import { controlPlane } from './control-plane.ts';
import { operator } from './operator.ts';

/** A program whose configuration the caller has checked elsewhere, or got from a process that did. */
export type AnyComponent = Component<unknown, Readonly<Record<string, string>>>;

const components: Readonly<Record<ComponentName, AnyComponent>> = {
  apiserver: untyped(apiserver),
  'control-plane': untyped(controlPlane),
  operator: untyped(operator),
};

/** The program with this name. Throws for any other: only our own processes name one. */
export function componentNamed(name: string | undefined): AnyComponent {
  const component = Object.entries(components).find(([known]) => known === name)?.[1];
  if (component === undefined) throw new Error(`there is no component called ${JSON.stringify(name)}`);
  return component;
}

/** Forgets a configuration's type. Sound where it comes from a sender that has it: see `ComponentProcess`. */
function untyped<Config, Urls extends object>(component: Component<Config, Urls>): AnyComponent {
  return component as unknown as AnyComponent;
}
