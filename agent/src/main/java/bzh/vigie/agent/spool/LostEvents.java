package bzh.vigie.agent.spool;

import bzh.vigie.event.ReasonCode;

/** Events of one source that the spool could not keep, since the agent's start. */
public record LostEvents(String source, ReasonCode reason, long events) {}
