package bzh.vigie.agent.persistence.catalogue;

import bzh.vigie.text.LocationText;
import java.util.Locale;

/** A subject of persistence on Windows, or a part of one, that has no location, with the reason. */
public enum NotOnWindows {
    /** Code in the first sectors of a disk, or in an EFI partition that is not mounted. */
    BOOT_SECTORS("boot-sectors", "T1542.003"),
    /** Forms of Outlook, which lie in mailboxes. */
    OUTLOOK_FORMS("outlook-forms", "T1137.003"),
    /** Rules of Outlook, which lie in mailboxes. */
    OUTLOOK_RULES("outlook-rules", "T1137.005"),
    /** Which classes of COM are providers of WMI. */
    WMI_PROVIDERS("wmi-providers", "T1546"),
    /** Procedures and jobs in a database of SQL Server. */
    SQL_SERVER("sql-server", "T1505.001"),
    /** Flows of Power Automate Desktop. */
    POWER_AUTOMATE("power-automate", "T1546"),
    /** Machines inside the machine. */
    VIRTUAL_MACHINES("virtual-machines", "T1564.006"),
    /** What runs without leaving anything on the disk. */
    MEMORY_ONLY("memory-only", "T1543.003"),
    /** Filters of the Windows Filtering Platform. */
    NETWORK_FILTERS("network-filters", "T1562.004"),
    /** Devices that are plugged in. */
    DEVICES("devices", "T1219.003"),
    /** Programs that are packed scripts. */
    PACKED_SCRIPTS("packed-scripts", "T1574"),
    /** The image that repairs Windows. */
    RECOVERY_IMAGE("recovery-image", "T1547");

    private final String id;
    private final String technique;

    NotOnWindows(String id, String technique) {
        this.id = id;
        this.technique = technique;
    }

    /** What it is called in lists. */
    public String id() {
        return id;
    }

    /** ATT&CK id. */
    public String technique() {
        return technique;
    }

    /** What it is about: {@code not-on-windows.ID} of the location texts. */
    public String title(Locale locale) {
        return LocationText.title("not-on-windows." + id, locale).orElse("");
    }

    /** Why there is no location, as a sentence: its {@code blind}. */
    public String reason(Locale locale) {
        return LocationText.blind("not-on-windows." + id, locale).orElse("");
    }
}
