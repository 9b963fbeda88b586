import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.regf.Hive;
import bzh.vigie.agent.windows.regf.HiveWriter;
import bzh.vigie.agent.windows.regf.Key;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.agent.windows.regf.Value;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * How fast a hive is read and what that allocates: {@code bench/hive.sh [MEGABYTES=100]}. The hive is made like a SOFTWARE: half
 * COM classes, half products, three values a key, from 20 to 200 bytes each, in lists of 507 keys.
 *
 * <p>{@code write FILE MEGABYTES} makes it, {@code read FILE ROUNDS} reads all of it, {@code find FILE ROUNDS} looks 20,000 keys up
 * by their paths.
 */
public final class Hives {
    private static final int BYTES_OF_A_KEY = 570;

    private Hives() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        int number = Integer.parseInt(arguments[2]);
        switch (arguments[0]) {
            case "write" -> Files.write(file, HiveWriter.write(software(number * (1 << 20) / BYTES_OF_A_KEY)));
            case "read" -> measured("read", file, number, Hives::walk);
            default -> measured("find", file, number, Hives::find);
        }
    }

    private static RegKey software(int keys) {
        RegKey root = new RegKey("");
        for (int i = 0; i < keys; i += 2) {
            String id = String.format("{%08X-0000-4A11-9C55-%012X}", i * 0x9e3779b1, i);
            filled(root.make("Classes\\CLSID\\" + id), i);
            filled(root.make("Vendor " + i % 97 + "\\Product " + i % 1013 + "\\Part " + i), i);
        }
        return root;
    }

    private static void filled(RegKey key, int i) {
        key.value("", 1, RegText.text("a thing with the number " + i));
        key.value("Path", 2, RegText.text("%ProgramFiles%\\Vendor\\Product\\bin\\part" + i + ".dll"));
        key.value("Data", 3, new byte[20 + i % 180]);
    }

    private interface Work {
        long of(Hive hive);
    }

    private static void measured(String name, Path file, int rounds, Work work) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 1; round <= rounds; round++) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long cpu = threads.getCurrentThreadCpuTime();
            long wall = System.nanoTime();
            long keys;
            try (SeekableByteChannel channel = Files.newByteChannel(file)) {
                keys = work.of(Hive.open(Bytes.of(channel), List.of())
                        .ifFound()
                        .orElseThrow());
            }
            wall = System.nanoTime() - wall;
            cpu = threads.getCurrentThreadCpuTime() - cpu;
            allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
            System.out.printf(
                    Locale.ROOT,
                    "%s %d: %d keys, %.2f us of CPU and %d bytes allocated a key%s%n",
                    name,
                    round,
                    keys,
                    cpu / 1e3 / keys,
                    allocated / keys,
                    name.equals("read")
                            ? String.format(
                                    Locale.ROOT,
                                    ", %.0f MB/s of CPU, %.0f on the clock",
                                    Files.size(file) / 1048576.0 / (cpu / 1e9),
                                    Files.size(file) / 1048576.0 / (wall / 1e9))
                            : "");
        }
    }

    private static long walk(Hive hive) {
        Deque<Key> left = new ArrayDeque<>(List.of(hive.root()));
        long keys = 0;
        long bytes = 0;
        while (!left.isEmpty()) {
            Key key = left.pop();
            keys++;
            bytes += key.name().length();
            for (Value value : key.values().toList()) {
                bytes += value.name().length() + value.data(1 << 16).length;
            }
            if (key.name().equals("CLSID")) {
                // Its tens of thousands of keys are read one after another: they would not all fit into the heap.
                long[] of = {0, 0};
                key.subkeys().forEach(each -> {
                    of[0]++;
                    of[1] += alone(each);
                });
                keys += of[0];
                bytes += of[1];
            } else {
                key.subkeys().forEach(left::push);
            }
        }
        if (hive.damage().total() > 0 || bytes == 0) {
            throw new IllegalStateException(hive.damage().toString());
        }
        return keys;
    }

    private static long alone(Key key) {
        return key.values().mapToLong(value -> value.data(1 << 16).length).sum();
    }

    private static long find(Hive hive) {
        long found = 0;
        for (int n = 0; n < 20_000; n++) {
            int i = n * 2;
            String id = String.format("{%08X-0000-4A11-9C55-%012X}", i * 0x9e3779b1, i);
            found += hive.key("Vendor " + i % 97 + "\\Product " + i % 1013 + "\\Part " + i).isPresent() ? 1 : 0;
            found += n % 20 == 0 && hive.key("Classes\\CLSID\\" + id).isPresent() ? 1 : 0;
        }
        return found;
    }
}
