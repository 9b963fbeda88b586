package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.Registry.State;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is loaded against services and files. The rows are made up after what a Windows 10 has. */
final class LoadedDriversTest {
    private static final Profile NOBODY = new Profile(
            WindowsTree.SID, "agent", Optional.of(HostPath.of("/C:/Users/agent")), Reading.found(State.FILE));
    private static final String DRIVERS = "/C:/Windows/System32/drivers/";

    private final StringBuilder registry =
            new StringBuilder(WindowsTree.ALWAYS.replace("ControlSet001", "CurrentControlSet"));
    private final StringBuilder told = new StringBuilder();
    private final MemoryFiles files = new MemoryFiles();

    private LoadedDriversTest key(String name, String image) {
        registry.append("""

                [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\%s]
                "Type"=dword:00000001
                "Start"=dword:00000003
                "ErrorControl"=dword:00000001
                """.formatted(name));
        registry.append(image.isEmpty() ? "" : "\"ImagePath\"=\"%s\"\n".formatted(image.replace("\\", "\\\\")));
        told.append("service|" + name + "|0x1|3|4|" + image + "|\n");
        return this;
    }

    private void loaded(String path) {
        told.append("loaded|").append(path).append('\n');
    }

    private void file(String path) {
        files.file(path, "x");
    }

    private Scanned scan() {
        Machine machine = new Machine(
                        files,
                        Reading::absent,
                        path -> Observed.missed(Observed.Why.NOT_OFFERED),
                        Reading.absent(),
                        Reading.absent(),
                        Reading.found(new MemoryRegistry(RegText.parse(registry.toString()), NOBODY)),
                        Reading.absent())
                .telling(Reading.found(ToldLists.of(told.toString())));
        return Scanned.of(machine, "windows.hidden.driver"::equals);
    }

    private List<String> found() {
        return scan().items().stream()
                .map(item -> item.source() + "|" + item.name() + "|" + item.value() + "|" + item.traits())
                .toList();
    }

    private void healthy() {
        for (String name : List.of("disk", "vendor", "diskdump", "dumpfve")) {
            file(DRIVERS + name + ".sys");
        }
        file("/C:/Windows/System32/Drivers/Beep.SYS");
        key("disk", "System32\\drivers\\disk.sys").loaded("\\SystemRoot\\System32\\drivers\\disk.sys");
        key("Beep", "").loaded("\\SystemRoot\\System32\\Drivers\\Beep.SYS");
        key("vendor", "\\??\\C:\\Windows\\System32\\drivers\\vendor.sys")
                .loaded("\\SystemRoot\\System32\\drivers\\vendor.sys");
        loaded("\\SystemRoot\\System32\\Drivers\\dump_diskdump.sys");
        loaded("\\SystemRoot\\System32\\Drivers\\dump_dumpfve.sys");
        loaded("\\SystemRoot\\System32\\Drivers\\hiber_disk.sys");
    }

    @Test
    void driversOfServicesAndCopiesForDumpsAreNoDifference() {
        healthy();
        assertEquals(List.of(), found());
        assertEquals(LocationStatus.State.READ, scan().places().getFirst().state());
    }

    @Test
    void whatIsLoadedWithoutFileOrServiceIsTold() {
        healthy();
        file("/C:/Tools/loaded.sys");
        loaded("\\??\\C:\\Tools\\loaded.sys");
        loaded("\\??\\C:\\Tools\\gone.sys");
        loaded("\\SystemRoot\\System32\\Drivers\\dump_evil.sys");
        loaded("\\Device\\HarddiskVolume3\\x.sys");
        assertEquals(
                List.of(
                        "C:\\Tools\\gone.sys|no file|loaded into the kernel, its file is not there: \\??\\C:\\Tools\\gone.sys|[MISMATCH]",
                        "C:\\Tools\\loaded.sys|no service|C:\\Tools\\loaded.sys|[]",
                        "C:\\Windows\\System32\\Drivers\\dump_evil.sys|no file|loaded into the kernel, its file is not there: \\SystemRoot\\System32\\Drivers\\dump_evil.sys|[MISMATCH]",
                        "\\Device\\HarddiskVolume3\\x.sys|no service|\\Device\\HarddiskVolume3\\x.sys|[TARGET_MISSING]"),
                found().stream().sorted().toList());
    }

    @Test
    void aDriverThatRunsAndIsNotShownIsTold() {
        healthy();
        file(DRIVERS + "hidden.sys");
        key("Hidden", "System32\\drivers\\hidden.sys");
        assertEquals(
                List.of(
                        "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Hidden|not shown|runs for the service manager, not among what the kernel says is loaded: System32\\drivers\\hidden.sys|[HIDDEN]"),
                found());
    }

    @Test
    void aListThatLeavesOutMostOfWhatRunsIsNotCompared() {
        key("disk", "System32\\drivers\\disk.sys").loaded("\\SystemRoot\\System32\\drivers\\disk.sys");
        key("one", "System32\\drivers\\one.sys");
        file(DRIVERS + "disk.sys");
        assertEquals(LocationStatus.State.READ, scan().places().getFirst().state());
        key("two", "System32\\drivers\\two.sys");
        Scan.Place place = scan().places().getFirst();
        assertEquals(LocationStatus.State.UNREADABLE, place.state());
        assertEquals(ReasonCode.NOT_SUPPORTED, place.reason());
    }
}
