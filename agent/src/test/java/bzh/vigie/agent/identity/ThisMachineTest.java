package bzh.vigie.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.v1.MachineFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThisMachineTest {
    @TempDir
    Path root;

    private void put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void factsComeFromTheUsualFiles() throws IOException {
        put("etc/os-release", "NAME=Debian\nPRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nID=debian\n");
        put("proc/sys/kernel/hostname", "accueil-mairie\n");
        put("proc/sys/kernel/osrelease", "6.12.0-amd64\n");
        put("proc/sys/kernel/random/boot_id", "5f2a4f1e-1111-4222-8333-444444444444\n");
        put("proc/meminfo", "MemTotal:        8000000 kB\nMemFree: 1 kB\n");
        put("proc/cpuinfo", "processor\t: 0\nmodel name\t: x\n\nprocessor\t: 1\n");
        put("sys/class/dmi/id/sys_vendor", "Dell Inc.\n");
        put("sys/class/dmi/id/product_name", "OptiPlex 7010\n");
        put("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
        put("sys/class/dmi/id/product_uuid", "4C4C4544-0042\n");
        ThisMachine machine = new ThisMachine(root);
        MachineFacts facts = machine.facts(List.of("10.0.0.7"));
        assertEquals("accueil-mairie", facts.getHostname());
        assertEquals("Debian GNU/Linux 13 (trixie)", facts.getOsVersion());
        assertEquals("6.12.0-amd64", facts.getKernel());
        assertEquals(8_000_000L * 1024, facts.getMemoryBytes());
        assertEquals(2, facts.getProcessors());
        assertEquals("Dell Inc.", facts.getVendor());
        assertEquals("OptiPlex 7010", facts.getModel());
        assertEquals(List.of("10.0.0.7"), facts.getAddressesList());
        assertEquals("5f2a4f1e-1111-4222-8333-444444444444", machine.bootId().orElseThrow());
        String before = facts.getMachineId();
        assertEquals(64, before.length());
        put("sys/class/dmi/id/product_uuid", "4C4C4544-0043\n");
        assertNotEquals(before, machine.facts(List.of()).getMachineId());
    }

    @Test
    void aMachineThatTellsNothingHasEmptyFacts() {
        ThisMachine machine = new ThisMachine(root);
        MachineFacts facts = machine.facts(
                IntStream.range(0, 50).mapToObj(i -> "10.0.0." + i).toList());
        assertEquals("", facts.getHostname());
        assertEquals("", facts.getMachineId());
        assertEquals(0, facts.getMemoryBytes());
        assertEquals(32, facts.getAddressesCount());
        assertTrue(machine.bootId().isEmpty());
    }

    @Test
    void factsAreBoundedAndFitForATerminal() throws IOException {
        put("proc/sys/kernel/hostname", "a\u001b[2J" + "x".repeat(10_000));
        String name = new ThisMachine(root).facts(List.of()).getHostname();
        assertTrue(name.startsWith("a\\u{1b}[2J"), name.substring(0, 20));
        assertTrue(name.length() <= 270, "length " + name.length());
    }
}
