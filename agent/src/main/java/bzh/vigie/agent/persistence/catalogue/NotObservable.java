package bzh.vigie.agent.persistence.catalogue;

import bzh.vigie.text.LocationText;
import java.util.Locale;

/** A persistence technique on Linux, or a part of one, that has no place which an agent can read from user space. */
public enum NotObservable {
    /** Code in the firmware of the machine. */
    FIRMWARE("T1542.001"),
    /** Code in the firmware of a disk, a network card and their like. */
    COMPONENT_FIRMWARE("T1542.002"),
    /** An account that a directory holds. */
    DOMAIN_ACCOUNT("T1136.002"),
    /** Others being kept out: holes closed, rivals ended, tools of protection stopped. */
    EXCLUSIVE_CONTROL("T1668");

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
