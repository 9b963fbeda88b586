package bzh.vigie.collector.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.host.HandedOut.Thing;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.ItemTimes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What policies hand out is known again on a PC by its name, place or content, and by nothing else. */
final class HandedOutTest {
    private static final String POLICY = "SYSVOL\\Policies\\{11111111-2222-3333-4444-555555555555}\\";

    private final HandedOut all = all(
            item("ad.sysvol.preference", "task Maj", "create", "Machine\\x.xml", true),
            item("ad.sysvol.preference", "task Ancienne", "delete", "Machine\\x.xml", false),
            item("ad.sysvol.preference", "service Outil", "start", "Machine\\s.xml", true),
            item("ad.sysvol.preference", "file C:\\Outils\\a.exe", "update", "Machine\\f.xml", true),
            item("ad.sysvol.preference", "registry HKEY_CURRENT_USER\\Software\\A\\b", "REG_SZ", "User\\r.xml", true),
            item("ad.sysvol.registry", "Software\\X\\Run\\1", "C:\\x.exe", "Machine\\Registry.pol", true),
            item("ad.sysvol.registry", "Software\\X\\Run\\2", "C:\\x.exe", "User\\Registry.pol", true),
            item(
                    "ad.sysvol.template",
                    "right SeDebugPrivilege",
                    "S-1-5-32-544 (Administrators), S-1-5-21-1-2-3-1106",
                    "Machine\\GptTmpl.inf",
                    true));

    private static HandedOut all(Item... items) {
        Instant at = Instant.EPOCH;
        return HandedOut.of(
                Stream.of(items)
                        .map(item -> new Known(item, at, at, at, 1, Optional.empty()))
                        .toList(),
                PolicyLinks.UNKNOWN);
    }

    private static Item item(String location, String name, String value, String file, boolean enabled) {
        return new Item(
                location,
                List.of("T1484.001"),
                "windows",
                Optional.empty(),
                name,
                value,
                POLICY + file,
                Shipped.UNKNOWN,
                enabled,
                ItemTimes.NONE,
                Set.of());
    }

    private String like(String location, String name, String value, String source, String target) {
        return String.join(
                "|",
                all.like(new Thing(location, name, value, source, target, "")).stream()
                        .map(HandedOut.Setting::name)
                        .toList());
    }

    @Test
    void eachKindIsFoundWhereItLandsOnAPc() {
        assertEquals("task Maj", like("windows.task.cache", "\\MAJ", "c.exe", "HKLM\\…\\TaskCache", "C:\\c.exe"));
        assertEquals(
                "service Outil",
                like("windows.service", "ImagePath", "", "HKLM\\SYSTEM\\CurrentControlSet\\Services\\outil", ""));
        assertEquals(
                "file C:\\Outils\\a.exe",
                like("windows.run-key.machine", "a", "", "HKLM\\SOFTWARE\\Run", "c:\\outils\\A.exe"));
        assertEquals(
                "Software\\X\\Run\\1", like("windows.run-key.machine", "1", "", "HKLM\\SOFTWARE\\X\\Run", "C:\\x.exe"));
        assertEquals(
                "Software\\X\\Run\\2", like("windows.run-key.user", "2", "", "HKU\\S-1-5-21-9\\Software\\X\\Run", ""));
        assertEquals(
                "registry HKEY_CURRENT_USER\\Software\\A\\b",
                like("windows.run-key.user", "b", "", "HKU\\S-1-5-21-9\\Software\\A", ""));
        assertEquals(
                "right SeDebugPrivilege",
                like("windows.account.right", "S-1-5-21-1-2-3-1106", "SeBackupPrivilege, SeDebugPrivilege", "", ""));
    }

    @Test
    void whatIsOtherwiseIsNotFound() {
        assertEquals(
                "", like("windows.task.cache", "\\Ancienne", "", "HKLM\\x", ""), "it is taken away, not handed out");
        assertEquals("", like("windows.run-key.user", "1", "", "HKU\\S-1-5-21-9\\Software\\X\\Run", ""));
        assertEquals("", like("windows.account.right", "S-1-5-21-1-2-3-1107", "SeDebugPrivilege", "", ""));
        assertEquals("", like("linux.cron.system", "Maj", "", "/etc/crontab", "C:\\Outils\\a.exe"));
        assertEquals("", like("ad.sysvol.preference", "task Maj", "", "x", ""));
    }

    @Test
    void whatAPolicyHandsOutIsLookedForByWhatItIsCalledThere() {
        assertEquals(
                Optional.of(Map.of("name", "\\Maj")),
                HandedOut.onPcs(new Thing("ad.sysvol.preference", "task Maj", "", "", "", "")));
        assertEquals(
                Optional.of(Map.of("sha256", "ab")),
                HandedOut.onPcs(new Thing("ad.sysvol.file", "a.exe", "", "", "", "ab")));
        assertEquals(Optional.empty(), HandedOut.onPcs(new Thing("windows.task.cache", "\\Maj", "", "", "", "ab")));
        assertEquals(Optional.empty(), HandedOut.onPcs(Thing.of(Map.of())));
    }
}
