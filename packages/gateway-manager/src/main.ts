import '@fontsource-variable/inter/wght.css';
import '@kong/kongponents/dist/style.css';
import './theme/tokens.css';
import './theme/base.css';
import { createApp } from 'vue';
import { mendKongComponents } from './a11y/mend-kong-components.ts';
import GatewayManager from './gateway-manager.vue';
import { createPageRouter } from './router.ts';
import { startTheme } from './theme/theme.ts';

mendKongComponents(document.body);
startTheme();
createApp(GatewayManager).use(createPageRouter()).mount('#app');
