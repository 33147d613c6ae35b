/** Interactive elements, and which of them may stand where. */
import type { Check } from './blocks-check.ts';
import {
  all,
  among,
  byType,
  flag,
  id,
  integer,
  list,
  matching,
  object,
  problem,
  string,
} from './blocks-check.ts';
import {
  anyText,
  choiceOption,
  confirm,
  initialChoices,
  optionGroups,
  optionSource,
  overflowOption,
  plain,
  selectOption,
} from './blocks-composition.ts';
import * as limits from './blocks-limits.ts';

type Checks = Readonly<Record<string, Check>>;

const actionable = { action_id: id };
const confirmable = { ...actionable, confirm };
const focus: Check = (value, at, report) => {
  flag(value, at, report);
  if (value === true) report.focused += 1;
  if (report.focused > 1) problem(report, at, 'only one element can have focus_on_load');
};
const focusable = { focus_on_load: focus };
const placeholder = { placeholder: plain(limits.PLACEHOLDER_CHARS_MAX) };
const menu = { ...confirmable, ...focusable, ...placeholder };
const maxSelected = { max_selected_items: integer(1, limits.SELECT_OPTIONS_MAX) };
const dispatch = {
  dispatch_action_config: object({
    trigger_actions_on: list(among('on_enter_pressed', 'on_character_entered'), 2),
  }),
};

const date = matching(/^\d{4}-\d{2}-\d{2}$/, 'must be a date in the format YYYY-MM-DD');
const time = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time in the format HH:mm');
const tenDigits = integer(1_000_000_000, 9_999_999_999);
const decimal = matching(/^-?\d+(\.\d+)?$/, 'must be a number in a string');

export const image: Check = object(
  { image_url: string(limits.IMAGE_URL_CHARS_MAX), alt_text: string(limits.IMAGE_TEXT_CHARS_MAX) },
  {},
);

const button: Check = object(
  { text: plain(limits.BUTTON_TEXT_CHARS_MAX) },
  {
    ...confirmable,
    value: string(limits.BUTTON_VALUE_CHARS_MAX),
    url: string(limits.URL_CHARS_MAX),
    style: among('primary', 'danger'),
    accessibility_label: string(limits.BUTTON_TEXT_CHARS_MAX),
  },
);

export const buttons: Check = byType({ button });

const overflow: Check = object({ options: list(overflowOption, limits.OVERFLOW_OPTIONS_MAX) }, confirmable);

const checkboxes: Check = all(
  object(
    { options: list(choiceOption, limits.CHOICES_MAX) },
    { ...confirmable, ...focusable, initial_options: list(choiceOption, limits.CHOICES_MAX) },
  ),
  initialChoices,
);

const radioButtons: Check = all(
  object(
    { options: list(choiceOption, limits.CHOICES_MAX) },
    { ...confirmable, ...focusable, initial_option: choiceOption },
  ),
  initialChoices,
);

function staticSelect(more: Checks): Check {
  return all(
    object(
      {},
      {
        ...menu,
        ...more,
        options: list(selectOption, limits.SELECT_OPTIONS_MAX),
        option_groups: optionGroups,
      },
    ),
    optionSource,
    initialChoices,
  );
}

const choosers: Checks = {
  static_select: staticSelect({ initial_option: selectOption }),
  multi_static_select: staticSelect({
    ...maxSelected,
    initial_options: list(selectOption, limits.SELECT_OPTIONS_MAX),
  }),
  users_select: object({}, { ...menu, initial_user: id }),
  multi_users_select: object(
    {},
    { ...menu, ...maxSelected, initial_users: list(id, limits.SELECT_OPTIONS_MAX) },
  ),
  conversations_select: object(
    {},
    {
      ...menu,
      initial_conversation: id,
      default_to_current_conversation: flag,
      response_url_enabled: flag,
    },
  ),
  channels_select: object({}, { ...menu, initial_channel: id, response_url_enabled: flag }),
  checkboxes,
  radio_buttons: radioButtons,
  datepicker: object({}, { ...menu, initial_date: date }),
  timepicker: object({}, { ...menu, initial_time: time, timezone: id }),
};

const datetimepicker: Check = object({}, { ...confirmable, ...focusable, initial_date_time: tenDigits });

const typing = { ...actionable, ...focusable, ...placeholder, ...dispatch };
const line = string(limits.INPUT_LENGTH_MAX, 0);

const texts: Checks = {
  plain_text_input: object(
    {},
    {
      ...typing,
      initial_value: line,
      multiline: flag,
      min_length: integer(0, limits.INPUT_LENGTH_MAX),
      max_length: integer(1, limits.INPUT_LENGTH_MAX),
    },
  ),
  number_input: object(
    { is_decimal_allowed: flag },
    { ...typing, initial_value: decimal, min_value: decimal, max_value: decimal },
  ),
  email_text_input: object({}, { ...typing, initial_value: line }),
  url_text_input: object({}, { ...typing, initial_value: line }),
};

const feedback = object({
  text: plain(limits.BUTTON_TEXT_CHARS_MAX),
  value: string(limits.BUTTON_VALUE_CHARS_MAX),
});

export const accessory: Check = byType({ ...choosers, button, overflow, image });
export const actionElement: Check = byType({ ...choosers, button, overflow, datetimepicker });
export const inputElement: Check = byType({ ...choosers, ...texts, datetimepicker });
export const contextElement: Check = byType({
  image,
  plain_text: anyText(limits.TEXT_CHARS_MAX),
  mrkdwn: anyText(limits.TEXT_CHARS_MAX),
});
export const contextAction: Check = byType({
  feedback_buttons: object({ positive_button: feedback, negative_button: feedback }, actionable),
  icon_button: object(
    { icon: id, text: plain(limits.BUTTON_TEXT_CHARS_MAX) },
    { ...confirmable, value: string(limits.BUTTON_VALUE_CHARS_MAX) },
  ),
});
