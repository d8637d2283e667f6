import { createRouter, createWebHistory, type Router } from 'vue-router';
import ControlPlaneList from './control-planes/control-plane-list.vue';
import { t } from './i18n/i18n.ts';
import { followControlPlane } from './live/live-changes.ts';
import { takeReturnPath } from './session/return-path.ts';
import { session, startSession } from './session/session.ts';
import PageShell from './shell/page-shell.vue';

declare module 'vue-router' {
  interface RouteMeta {
    /** The page's title in the browser. */
    title?: string;
  }
}

/**
 * The page's addresses. Every one but the sign-in page needs a session. The first page comes at once, in one piece; each
 * of the others loads its own code.
 */
export function createPageRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: [
      // A sign-in through a provider comes back here.
      { path: '/', redirect: takeReturnPath },
      {
        path: '/sign-in',
        name: 'sign-in',
        component: () => import('./session/sign-in.vue'),
        meta: { title: t('sign_in.title') },
      },
      {
        path: '/',
        component: PageShell,
        children: [
          {
            path: 'control-planes',
            name: 'control-planes',
            component: ControlPlaneList,
            meta: { title: t('control_planes.title') },
          },
          {
            path: 'control-planes/create',
            name: 'create-control-plane',
            component: () => import('./control-planes/control-plane-form.vue'),
            meta: { title: t('control_planes.create') },
          },
          {
            path: 'control-planes/:controlPlaneId',
            component: () => import('./control-planes/control-plane-scope.vue'),
            props: true,
            children: [
              {
                path: '',
                name: 'control-plane',
                component: () => import('./control-planes/control-plane-overview.vue'),
                meta: { title: t('control_planes.overview') },
              },
              {
                path: 'edit',
                name: 'edit-control-plane',
                component: () => import('./control-planes/control-plane-form.vue'),
                meta: { title: t('control_planes.edit') },
              },
              {
                path: 'upstreams',
                component: () => import('./upstreams/entity-scope.vue'),
                children: [
                  {
                    path: '',
                    name: 'upstreams',
                    component: () => import('./upstreams/upstream-list.vue'),
                    meta: { title: t('upstreams.title') },
                  },
                  {
                    path: 'create',
                    name: 'create-upstream',
                    component: () => import('./upstreams/upstream-form.vue'),
                    meta: { title: t('upstreams.create') },
                  },
                  {
                    path: ':upstreamId',
                    name: 'upstream',
                    component: () => import('./upstreams/upstream-detail.vue'),
                    props: ({ params }) => ({ upstreamId: params['upstreamId'] }),
                    meta: { title: t('upstreams.one') },
                  },
                  {
                    path: ':upstreamId/edit',
                    name: 'edit-upstream',
                    component: () => import('./upstreams/upstream-form.vue'),
                    props: ({ params }) => ({ upstreamId: params['upstreamId'] }),
                    meta: { title: t('upstreams.edit') },
                  },
                ],
              },
            ],
          },
          {
            path: 'people',
            name: 'people',
            component: () => import('./people/people-page.vue'),
            meta: { title: t('people.menu') },
          },
          {
            path: 'tokens',
            name: 'tokens',
            component: () => import('./tokens/token-list.vue'),
            meta: { title: t('tokens.title') },
          },
          {
            path: 'audit',
            name: 'audit',
            component: () => import('./history/audit-page.vue'),
            meta: { title: t('audit.title') },
          },
          {
            path: ':unknown(.*)*',
            component: () => import('./shell/not-found.vue'),
            meta: { title: t('not_found.title') },
          },
        ],
      },
    ],
  });

  router.beforeEach(async (to) => {
    await startSession().catch(() => undefined);
    if (to.name === 'sign-in') return true;
    return session.value?.signedIn === true || { name: 'sign-in', query: { return: to.fullPath } };
  });
  router.afterEach((to) => {
    document.title = [to.meta.title, t('product')].filter(Boolean).join(' · ');
    const { controlPlaneId } = to.params;
    followControlPlane(typeof controlPlaneId === 'string' ? controlPlaneId : undefined);
  });
  return router;
}
