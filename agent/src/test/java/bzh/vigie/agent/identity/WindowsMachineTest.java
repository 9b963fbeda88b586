package bzh.vigie.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import bzh.vigie.agent.host.FakeRegistry;
import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.v1.MachineFacts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The values are made up, in the form that the Windows documentation gives them. */
class WindowsMachineTest {
    private static final String VERSION = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
    private static final UUID UUID_OF_BOARD = UUID.fromString("4c4c4544-0051-3810-8052-b4c04f4d3233");

    private static FakeRegistry eleven() {
        return new FakeRegistry()
                .set(VERSION, "ProductName", "Windows 10 Pro")
                .set(VERSION, "DisplayVersion", "23H2")
                .set(VERSION, "CurrentBuild", "22631")
                .set(VERSION, "CurrentVersion", "6.3")
                .set(VERSION, "CurrentMajorVersionNumber", new Data.Numeric(10))
                .set(VERSION, "CurrentMinorVersionNumber", new Data.Numeric(0))
                .set(VERSION, "UBR", new Data.Numeric(3_155))
                .set("HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters", "Hostname", "Mairie-Accueil")
                .set("HKLM\\SOFTWARE\\Microsoft\\Cryptography", "MachineGuid", "5f1c7a52-0000-4000-8000-000000000001")
                .set("HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS", "SystemManufacturer", "Dell Inc. ")
                .set("HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS", "SystemProductName", "OptiPlex 7010")
                .make("HKLM\\HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0")
                .make("HKLM\\HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\1");
    }

    private static MachineFacts facts(FakeRegistry registry) {
        return new WindowsMachine(registry, () -> Optional.of(UUID_OF_BOARD), () -> OptionalLong.of(8L << 30))
                .facts(List.of("192.0.2.7"));
    }

    @Test
    void windowsElevenIsCalledSoWhateverItsProductName() {
        MachineFacts facts = facts(eleven());
        assertEquals("Windows 11 Pro 23H2", facts.getOsVersion());
        assertEquals("10.0.22631.3155", facts.getKernel());
        assertEquals("windows", facts.getOs());
        assertEquals("Mairie-Accueil", facts.getHostname());
        assertEquals("Dell Inc.", facts.getVendor());
        assertEquals("OptiPlex 7010", facts.getModel());
        assertEquals(8L << 30, facts.getMemoryBytes());
        assertEquals(2, facts.getProcessors());
        assertEquals(List.of("192.0.2.7"), facts.getAddressesList());
    }

    @Test
    void aServerKeepsItsName() {
        FakeRegistry server = eleven().set(VERSION, "ProductName", "Windows Server 2022 Standard")
                .set(VERSION, "DisplayVersion", "21H2")
                .set(VERSION, "CurrentBuild", "20348");
        assertEquals("Windows Server 2022 Standard 21H2", facts(server).getOsVersion());
    }

    @Test
    void theMachineIdChangesWithTheInstallationAndWithTheBoard() {
        String id = facts(eleven()).getMachineId();
        assertEquals(
                facts(eleven()).getInstallationId(),
                new WindowsMachine(eleven(), Optional::empty, OptionalLong::empty).installationId(),
                "a disk knows no firmware");
        assertNotEquals(id, facts(eleven()).getInstallationId());
        assertEquals(64, id.length());
        FakeRegistry reinstalled = eleven().set(
                        "HKLM\\SOFTWARE\\Microsoft\\Cryptography",
                        "MachineGuid",
                        "5f1c7a52-0000-4000-8000-000000000002");
        assertNotEquals(id, facts(reinstalled).getMachineId());
        String boardless = new WindowsMachine(eleven(), Optional::empty, OptionalLong::empty)
                .facts(List.of())
                .getMachineId();
        assertNotEquals(id, boardless);
    }

    @Test
    void whatIsNotThereIsLeftEmpty() {
        MachineFacts facts =
                new WindowsMachine(new FakeRegistry(), Optional::empty, OptionalLong::empty).facts(List.of());
        assertEquals(
                MachineFacts.newBuilder()
                        .setOs("windows")
                        .setArchitecture(System.getProperty("os.arch"))
                        .build(),
                facts);
    }
}
