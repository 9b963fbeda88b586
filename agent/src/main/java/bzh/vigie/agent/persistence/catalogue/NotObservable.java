package bzh.vigie.agent.persistence.catalogue;

import bzh.vigie.text.LocationText;
import java.util.Locale;

/** A persistence technique on Linux, or a part of one, that has no place which an agent can read from user space. */
public enum NotObservable {
    /** Code in the firmware of the machine or of a device. */
    FIRMWARE("T1542.001");

    private final String id;

    NotObservable(String id) {
        this.id = id;
    }

    /** ATT&CK id. */
    public String id() {
        return id;
    }

    /** Why not, as a sentence: {@code not-observable.ID} of the location texts. */
    public String reason(Locale locale) {
        return LocationText.title("not-observable." + id, locale).orElse("");
    }
}
