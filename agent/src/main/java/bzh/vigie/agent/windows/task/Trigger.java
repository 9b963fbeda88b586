package bzh.vigie.agent.windows.task;

import bzh.vigie.event.ItemFields;

/**
 * What starts a task (MS-TSCH 2.5.3).
 *
 * @param detail the rest in one line: when, whom, which event; empty where there is none
 */
public record Trigger(Kind kind, boolean enabled, String detail) {
    /** It in one line. */
    public String text() {
        String text = ItemFields.word(kind) + (detail.isEmpty() ? "" : " " + detail);
        return enabled ? text : text + " (disabled)";
    }

    /** On what. */
    public enum Kind {
        BOOT,
        LOGON,
        TIME,
        CALENDAR,
        IDLE,
        REGISTRATION,
        EVENT,
        SESSION,
        /** A state that Windows publishes (Windows Notification Facility). */
        STATE,
        /** One that only Windows itself makes. */
        CUSTOM
    }
}
