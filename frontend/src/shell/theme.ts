import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The one accent. Every other colour on a screen carries a meaning of its own. */
const river: MantineColorsTuple = [
  '#edf5fb', '#d8e8f3', '#b0d0e7', '#85b7db', '#61a1d0', '#4a93c8', '#3a83b9', '#2b6f9e', '#22618c', '#11527a',
];
const slate: MantineColorsTuple = [
  '#c6cacf', '#a9aeb5', '#8b919a', '#686e77', '#4b5058', '#34383e', '#292c31', '#212428', '#191b1e', '#121416',
];

export const theme = createTheme({
  colors: { river, dark: slate },
  primaryColor: 'river',
  primaryShade: 7,
  autoContrast: true,
  luminanceThreshold: 0.36,
  fontFamily: "'Pretendard Variable', Pretendard, system-ui, -apple-system, 'Segoe UI', 'Noto Sans KR', sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, monospace',
  headings: { fontFamily: 'inherit', fontWeight: '650' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '10px', xl: '16px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true, events: { hover: true, focus: true, touch: false } } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 160 } } },
    Badge: { defaultProps: { tt: 'none', fw: 600 } },
    Menu: { defaultProps: { transitionProps: { duration: 80 } } },
  },
});

/** Mantine's surfaces follow the variables of base.css, so that both schemes are tuned in one place. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-body': '#ffffff', '--mantine-color-text': '#1b1e22', '--mantine-color-dimmed': '#5a6068' },
  dark: { '--mantine-color-body': '#191b1e', '--mantine-color-text': '#eceef0', '--mantine-color-dimmed': '#a3aab3' },
});
