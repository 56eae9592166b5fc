// What the desk sends to Slack, in Slack's own types.
import type { HomeView, KnownBlock, ModalView, PlainTextOption } from '@slack/types';

// Slack's types of views take blocks of any type with nothing but an id in them
// (AnyBlock). They are left out, so that a misspelt type is refused.
type Known<V> = Omit<V, 'blocks'> & { blocks: KnownBlock[] };

export type Blocks = KnownBlock[]; // of a message
export type Modal = Known<ModalView>;
export type Home = Known<HomeView>;
export type Options = PlainTextOption[]; // the answer to an external_select
