package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.ServiceRow;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the service manager says against the registry. Rows and keys are made up after what a Windows 10 and Wine have. */
final class ListedServicesTest {
    private static final String SERVICES = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\";

    private final ToldMachine machine = new ToldMachine();

    private ListedServicesTest key(String name, int type, int start, String image, String more) {
        machine.registry("""
                [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\%s]
                "Type"=dword:%08x
                "Start"=dword:%08x
                "ErrorControl"=dword:00000001
                """.formatted(name, type, start));
        if (!image.isEmpty()) {
            machine.registry(
                    "\"ImagePath\"=\"%s\"".formatted(image.replace("\\", "\\\\").replace("\"", "\\\"")));
        }
        machine.registry(more);
        return this;
    }

    private ListedServicesTest told(String line) {
        machine.told(line);
        return this;
    }

    private static Scanned scan(Machine machine) {
        return Scanned.of(machine, "windows.hidden.service"::equals);
    }

    private List<String> found() {
        Scanned scanned = machine.scan("windows.hidden.service");
        assertEquals(LocationStatus.State.READ, scanned.places().getFirst().state());
        return scanned.items().stream().map(ListedServicesTest::shown).toList();
    }

    private static String shown(Item item) {
        return item.source().substring(SERVICES.length()) + "|" + item.name() + "|" + item.value();
    }

    @Test
    void aHealthySystemShowsNoDifference() {
        // quotes, variables and the kernel's names of one file; a service that Windows gave a process of its own
        key("Spooler", 0x110, 2, "%SystemRoot%\\System32\\spoolsv.exe", "\"ObjectName\"=\"LocalSystem\"")
                .told("service|Spooler|0x110|2|4|C:\\Windows\\System32\\spoolsv.exe|LocalSystem");
        key(
                        "Dhcp",
                        0x20,
                        2,
                        "%SystemRoot%\\system32\\svchost.exe -k LocalServiceNetworkRestricted -p",
                        "\"ObjectName\"=\"NT Authority\\\\LocalService\"")
                .told(
                        "service|Dhcp|0x30|2|4|C:\\Windows\\system32\\svchost.exe -k LocalServiceNetworkRestricted -p|NT AUTHORITY\\LOCAL SERVICE");
        key("Update", 0x10, 3, "\"C:\\Program Files\\Update\\u.exe\" /svc", "")
                .told("service|Update|0x10|3|1|\"C:\\Program Files\\Update\\u.exe\" /svc|LocalSystem");
        key("Own", 0x10, 2, "%OWN%\\bin\\own.exe -d", "\"ObjectName\"=\".\\\\Sauvegarde\"")
                .told("service|Own|0x10|2|4|D:\\Own\\bin\\own.exe -d|PC-ACCUEIL\\sauvegarde");
        key("disk", 0x1, 0, "System32\\drivers\\disk.sys", "")
                .told("service|disk|0x1|0|4|\\SystemRoot\\System32\\drivers\\disk.sys|");
        key("Beep", 0x1, 1, "", "").told("service|Beep|0x1|1|4|\\SystemRoot\\System32\\Drivers\\Beep.sys|");
        key("vendor", 0x1, 3, "\\??\\C:\\Windows\\System32\\DriverStore\\v.sys", "")
                .told("service|vendor|0x1|3|1|\\SystemRoot\\System32\\DriverStore\\v.sys|");
        // told without settings, which this account may not see
        key("Secret", 0x10, 2, "C:\\Tools\\secret.exe", "").told("secret|Secret|0x10|4");
        // a model, of which each session has an instance; one that somebody left behind
        String host = "C:\\Windows\\system32\\svchost.exe -k UnistackSvcGroup";
        key("CDPUserSvc", 0x50, 2, host, "").told("unlisted|CDPUserSvc|0x50|2|1|" + host + "|");
        key("CDPUserSvc_4a2b1", 0xd0, 2, host, "").told("service|CDPUserSvc_4a2b1|0xd0|3|4|" + host + "|");
        key("CDPUserSvc_99f0e", 0xd0, 2, host, "");
        // cards and file systems that are recognised are not always listed
        key("Fs_Rec", 0x8, 1, "", "").told("unlisted|Fs_Rec|0x8|1|4||");
        key("Card", 0x4, 4, "", "");
        // what is about to go
        key("Going", 0x10, 3, "C:\\Tools\\going.exe", "\"DeleteFlag\"=dword:00000001");
        // no services at all: counters, adapters, an empty key
        machine.registry("""

                [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\.NET CLR Data\\Performance]
                "Library"="netfxperf.dll"

                [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\{0b2f1d2c-9f3a-4d55-8c11-2f6a7b8c9d0e}\\Parameters\\Tcpip]
                "EnableDHCP"=dword:00000001

                [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Eventlog-old]
                "Type"=dword:00000010
                """);
        key("Unnamed", 0x10, 2, "", "");
        assertEquals(List.of(), found());
    }

    @Test
    void aServiceThatIsNotListedIsTold() {
        key("Refused", 0x10, 2, "C:\\Tools\\backup.exe", "").told("refuses|Refused");
        key("Shown", 0x1, 2, "system32\\drivers\\shown.sys", "")
                .told("unlisted|Shown|0x1|2|4|system32\\drivers\\shown.sys|");
        assertEquals(
                List.of(
                        "Refused|not listed|in the registry, not listed by the service manager, refused to whoever asks by name: C:\\Tools\\backup.exe (auto)",
                        "Shown|not listed|in the registry, not listed by the service manager, shown to whoever asks by name: system32\\drivers\\shown.sys (auto)"),
                found());
        Set<Trait> traits =
                machine.scan("windows.hidden.service").items().getFirst().traits();
        assertTrue(traits.contains(Trait.HIDDEN), traits::toString);
    }

    @Test
    void aKeyThatTheManagerDoesNotKnowIsTold() {
        key("Waits", 0x10, 2, "C:\\Tools\\backup.exe", "");
        key("Own_4a2b1", 0xd0, 2, "C:\\Tools\\backup.exe", "");
        key("Model", 0x50, 4, "C:\\Tools\\backup.exe", "");
        assertEquals(
                List.of(
                        "Model|not loaded|in the registry, unknown to the service manager: C:\\Tools\\backup.exe (disabled)",
                        "Own_4a2b1|not loaded|in the registry, unknown to the service manager: C:\\Tools\\backup.exe (auto)",
                        "Waits|not loaded|in the registry, unknown to the service manager: C:\\Tools\\backup.exe (auto)"),
                found());
    }

    @Test
    void whetherAKeyIsOlderThanTheStartOfWindowsIsTold() {
        key("Waits", 0x10, 2, "C:\\Tools\\backup.exe", "");
        RegKey root = machine.keys();
        long written = 1_700_000_000_000_000L;
        root.find("HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Waits")
                .orElseThrow()
                .written(written * 10 + 116_444_736_000_000_000L);
        List<String> values = new ArrayList<>();
        for (long started : new long[] {written - 1, written + 1}) {
            scan(machine.machine(root, Reading.found(ToldLists.of("started|" + started))))
                    .items()
                    .forEach(item -> values.add(item.value()));
        }
        assertEquals(
                List.of(
                        "in the registry since Windows started, unknown to the service manager: C:\\Tools\\backup.exe (auto)",
                        "in the registry since before Windows started, unknown to the service manager: C:\\Tools\\backup.exe (auto)"),
                values);
    }

    @Test
    void aServiceWithoutAKeyIsTold() {
        told("service|Ghost|0x10|2|4|C:\\Tools\\backup.exe -g|LocalSystem");
        told("service|ghostdrv|0x1|3|4||");
        assertEquals(
                List.of(
                        "Ghost|without key|known to the service manager, without a key: C:\\Tools\\backup.exe -g",
                        "ghostdrv|without key|known to the service manager, without a key: "),
                found());
    }

    @Test
    void whatTheTwoSayOtherwiseIsTold() {
        key("One", 0x10, 4, "C:\\Tools\\a.exe", "\"ObjectName\"=\"NT AUTHORITY\\\\LocalService\"")
                .told("service|One|0x10|2|4|C:\\Tools\\b.exe|LocalSystem");
        key("Two", 0x1, 3, "system32\\drivers\\two.sys", "")
                .told("service|Two|0x10|3|1|C:\\Tools\\two.exe|LocalSystem");
        key("Three", 0x10, 2, "%X%\\a\\b.exe", "").told("service|Three|0x10|2|1|C:\\c\\b.exe|LocalSystem");
        assertEquals(
                List.of(
                        "One|Start|registry: disabled; service manager: auto",
                        "One|ImagePath|registry: C:\\Tools\\a.exe; service manager: C:\\Tools\\b.exe",
                        "One|ObjectName|registry: NT AUTHORITY\\LocalService; service manager: LocalSystem",
                        "Three|ImagePath|registry: %X%\\a\\b.exe; service manager: C:\\c\\b.exe",
                        "Two|Type|registry: 0x1; service manager: 0x10"),
                found());
    }

    /** What comes or goes while it is read shows in the first look or in the second, not in both. */
    @Test
    void whatComesOrGoesMeanwhileIsNoDifference() {
        key("Stays", 0x10, 2, "C:\\Tools\\a.exe", "");
        List<String> looks = new ArrayList<>();
        SystemLists coming = new SystemLists() {
            @Override
            public Reading<List<ServiceRow>> services() {
                looks.add("");
                return ToldLists.of(
                                looks.size() == 1
                                        ? "service|Goes|0x10|2|4|C:\\Tools\\b.exe|LocalSystem"
                                        : "service|Stays|0x10|2|4|C:\\Tools\\a.exe|LocalSystem\nservice|Comes|0x10|2|4|C:\\Tools\\c.exe|LocalSystem")
                        .services();
            }
        };
        assertEquals(List.of(), scan(machine.machine(Reading.found(coming))).items());
        assertEquals(2, looks.size());
    }

    @Test
    void whoeverRefusesMakesThePlaceUnreadable() {
        SystemLists refusing = new SystemLists() {
            @Override
            public Reading<List<ServiceRow>> services() {
                return Reading.refused(ReasonCode.TIMED_OUT, "system-list-late|services.exe");
            }
        };
        Scan.Place late =
                scan(machine.machine(Reading.found(refusing))).places().getFirst();
        assertEquals(LocationStatus.State.UNREADABLE, late.state());
        assertEquals(ReasonCode.TIMED_OUT, late.reason());
        Scan.Place refused = scan(machine.machine(Reading.refused(ReasonCode.NO_RIGHT, "x")))
                .places()
                .getFirst();
        assertEquals(LocationStatus.State.UNREADABLE, refused.state());
        Scan.Place offline = scan(machine.machine(Reading.absent())).places().getFirst();
        assertEquals(LocationStatus.State.NOT_APPLICABLE, offline.state());
        assertEquals("location-needs-running", offline.detail());
    }

    /** One that is asked for by name and does not answer leaves the place partly read, not without a finding. */
    @Test
    void whoeverDoesNotAnswerByNameMakesThePlacePartlyRead() {
        key("Waits", 0x10, 2, "C:\\Tools\\backup.exe", "");
        SystemLists late = new SystemLists() {
            @Override
            public Reading<List<ServiceRow>> services() {
                return Reading.found(List.of());
            }

            @Override
            public Reading<ServiceRow> service(String name) {
                return Reading.refused(ReasonCode.TIMED_OUT, "system-list-late|services.exe");
            }
        };
        Scan.Place place = scan(machine.machine(Reading.found(late))).places().getFirst();
        assertEquals(LocationStatus.State.PARTIAL, place.state());
        assertEquals(ReasonCode.TIMED_OUT, place.reason());
    }
}
