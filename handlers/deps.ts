/** What the listeners may call. No adapter is among it: they parse, call a service, draw, answer. */
import type { ApprovalService } from '../src/approval/service.ts';
import type { Origin } from '../src/approval/state.ts';
import type { Looks } from '../src/check/look.ts';
import type { Recent } from '../src/check/recent.ts';
import type { leadAt } from '../src/check/suggested.ts';
import type { ChecklistService } from '../src/checklist/service.ts';
import type { HomeTabs } from '../src/home/publisher.ts';
import type { PutOnCanvas } from '../src/incident/put-on-canvas.ts';
import type { ReadMessage } from '../src/incident/read-message.ts';
import type { Asker, IncidentService } from '../src/incident/service.ts';
import type { DocumentRef, Journal } from '../src/journal/journal.ts';
import type { CanvasDocument } from '../src/outbox/canvases.ts';
import type { ShareFile } from '../src/outbox/files.ts';
import type { Messenger } from '../src/outbox/messenger.ts';
import type { Paint } from '../src/outbox/paint.ts';
import type { ProcedureService } from '../src/procedure/service.ts';
import type { Runbook } from '../src/runbook/runbook.ts';
import type { Parameters } from '../src/runbook/schema-parameters.ts';
import type { Log } from '../src/schedule/loop.ts';

export type HandlerDeps = {
  readonly incidents: IncidentService;
  readonly approvals: ApprovalService;
  readonly checklists: ChecklistService;
  readonly procedures: ProcedureService;
  /** Checks that belong to no incident. */
  readonly looks: Looks;
  readonly runbook: Runbook;
  /** Where what a check finds is everybody's to read. */
  readonly incidentsChannel: string;
  /** What there is to choose from for the parameters of a form, with what stands in it. */
  readonly recent: (
    form: { readonly parameters: Parameters },
    raw: { readonly [parameter: string]: string },
  ) => Promise<Recent>;
  /** Looks now at what was given for a while and should have ended; what is seen is stored with the request. */
  readonly lookAtEnd: (approval: string) => Promise<void>;
  /** What the button under a report leads to. */
  readonly lead: (of: Origin, seq: number, place: number) => ReturnType<typeof leadAt>;
  /** Whether it belongs to a drill. */
  readonly isDrill: (ref: DocumentRef) => Promise<boolean>;
  /** For links to what was posted. */
  readonly posts: Journal['posts'];
  readonly permalink: (channel: string, ts: string) => string;
  /** To one person, where no answer can be given with the acknowledgement. */
  readonly whisper: Messenger['whisper'];
  readonly readMessage: ReadMessage;
  readonly shareFile: ShareFile;
  readonly paint: Paint;
  /** The post-mortem; `draw` is given as of when it has to stand. */
  readonly putOnCanvas: (
    asker: Asker,
    id: string,
    draw: (asOfMs: number) => Promise<CanvasDocument>,
  ) => Promise<PutOnCanvas>;
  /** The team's, for times in files. */
  readonly zone: string;
  /** Who looks at their Home tab now. */
  readonly home: Pick<HomeTabs, 'opened'>;
  readonly log: Log;
  /** A short id by which an internal error is found in the log. */
  readonly newReference: () => string;
};
