/** Which drawing belongs to which element type. */
import type {
  Button,
  Checkboxes,
  FeedbackButtons,
  IconButton,
  ImageElement,
  Overflow,
  RadioButtons,
} from '@slack/types';
import { unsupported } from './draw-text.ts';
import { drawButton, drawFeedbackButtons, drawIconButton, drawOverflow } from './element-button.ts';
import { drawCheckboxes, drawRadioButtons } from './element-choice.ts';
import { drawImage } from './element-image.ts';
import { drawMultiSelect, drawSelect } from './element-select.ts';
import { drawTextInput } from './element-text.ts';
import { drawTimeInput } from './element-time.ts';
import type { Spot } from './surface.ts';
import type { Loose } from './values.ts';

type Draw = (element: Loose, spot: Spot) => HTMLElement | null;

const DRAWINGS: { readonly [type: string]: Draw } = {
  button: (element, spot) => drawButton(element as unknown as Button, spot),
  overflow: (element, spot) => drawOverflow(element as unknown as Overflow, spot),
  feedback_buttons: (element, spot) => drawFeedbackButtons(element as unknown as FeedbackButtons, spot),
  icon_button: (element, spot) => drawIconButton(element as unknown as IconButton, spot),
  image: (element) => drawImage(element as unknown as ImageElement, 'accessory'),
  radio_buttons: (element, spot) => drawRadioButtons(element as unknown as RadioButtons, spot),
  checkboxes: (element, spot) => drawCheckboxes(element as unknown as Checkboxes, spot),
  static_select: drawSelect,
  users_select: drawSelect,
  channels_select: drawSelect,
  conversations_select: drawSelect,
  multi_static_select: drawMultiSelect,
  multi_users_select: drawMultiSelect,
  multi_channels_select: drawMultiSelect,
  multi_conversations_select: drawMultiSelect,
  plain_text_input: drawTextInput,
  number_input: drawTextInput,
  email_text_input: drawTextInput,
  url_text_input: drawTextInput,
  datepicker: drawTimeInput,
  timepicker: drawTimeInput,
  datetimepicker: drawTimeInput,
};

export function drawElement(element: Loose, spot: Spot): HTMLElement | null {
  const draw = Object.hasOwn(DRAWINGS, element.type) ? DRAWINGS[element.type] : undefined;
  return draw === undefined ? unsupported(`element: ${element.type}`) : draw(element, spot);
}
