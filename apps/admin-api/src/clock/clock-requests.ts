import { BreakBody } from '../history/history-requests';

/** Why a person says that the clock is right: text that the history can hold. */
export class ClockResetBody extends BreakBody {}
