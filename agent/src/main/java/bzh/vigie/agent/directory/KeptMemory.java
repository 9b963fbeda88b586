package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What is remembered of the files that controllers share ({@link Sysvol.Memory}), as bytes. Times are ages, counted on by the wall clock:
 * another process, or another start of the machine, has another time of its own. Where that clock was set back by more than some minutes,
 * nothing is remembered. What is more than is kept is left out, and looked into again. Pure.
 *
 * <pre>
 * seal       {@link KeptBytes}, magic "VGF1"
 * the rest   of 6 MiB at most: written at, microseconds since 1970 u64; the day: number u64, begin age u64, bytes hashed u64, read u64;
 *            places that wait for another day: count u16 and for each modified UTF-8, number u64; digests: for each 1 u8, path, size u64, changed u64, SHA-256, age u64; then 0 u8; descriptions likewise;
 *            looked into: for each 1 u8, path, age u64; then 0 u8; named: for each 1 u8, path; then 0 u8
 * path       u16 length and bytes
 * age        nanoseconds
 * </pre>
 */
public final class KeptMemory {
    /** Of what is kept, in bytes. */
    public static final int MOST = KeptBytes.SEAL + (6 << 20);

    private static final System.Logger LOG = System.getLogger(KeptMemory.class.getName());
    private static final int MAGIC = 0x56474631;

    /** More than any entry has besides its path. */
    private static final int ROOM = 64;

    private static final int LONGEST_PATH = 0xffff;
    private static final long SET_BACK_MICROS = TimeUnit.MINUTES.toMicros(5);

    /** Older than anything that is kept from one reading to the next. */
    private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(3_650);

    private KeptMemory() {}

    /** It as bytes. */
    public static byte[] written(Sysvol.Memory memory, InstantSource clock) {
        try {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(rest);
            long now = memory.nanos.getAsLong();
            out.writeLong(micros(clock));
            out.writeLong(memory.day);
            out.writeLong(now - memory.began);
            out.writeLong(memory.hashed);
            out.writeLong(memory.read);
            out.writeShort(memory.waiting.size());
            for (Map.Entry<String, Long> place : memory.waiting.entrySet()) {
                out.writeUTF(place.getKey());
                out.writeLong(place.getValue());
            }
            for (Map<HostPath, Sysvol.Memory.Hashed> each : List.of(memory.hashes, memory.descriptions)) {
                entries(each, out, hashed -> {
                    out.writeLong(hashed.size());
                    out.writeLong(hashed.modifiedMicros());
                    out.write(hashed.sha256().bytes());
                    out.writeLong(now - hashed.nanos());
                });
            }
            entries(memory.looked, out, nanos -> out.writeLong(now - nanos));
            entries(memory.named.stream().collect(Collectors.toMap(path -> path, path -> path)), out, path -> {});
            return KeptBytes.sealed(MAGIC, rest.toByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory", e);
        }
    }

    private interface Rest<T> {
        void write(T of) throws IOException;
    }

    private static <T> void entries(Map<HostPath, T> all, DataOutputStream out, Rest<T> rest) throws IOException {
        for (Map.Entry<HostPath, T> entry : all.entrySet()) {
            byte[] path = entry.getKey().bytes();
            if (path.length <= LONGEST_PATH && out.size() + path.length + 2 * ROOM <= MOST - KeptBytes.SEAL) {
                out.writeBoolean(true);
                out.writeShort(path.length);
                out.write(path);
                rest.write(entry.getValue());
            }
        }
        out.writeBoolean(false);
    }

    /** What those bytes say; an empty one where they say nothing that holds. */
    public static Sysvol.Memory read(byte[] content, LongSupplier nanos, InstantSource clock) {
        try {
            Optional<DataInputStream> opened = KeptBytes.opened(MAGIC, content);
            if (opened.isPresent()) {
                return read(opened.get(), nanos, micros(clock));
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "what was read of shared files: {0}", e.toString());
        }
        return new Sysvol.Memory(nanos);
    }

    private static Sysvol.Memory read(DataInputStream in, LongSupplier nanos, long nowMicros) throws IOException {
        Sysvol.Memory memory = new Sysvol.Memory(nanos);
        long elapsed = nowMicros - in.readLong();
        if (elapsed < -SET_BACK_MICROS) {
            return memory;
        }
        long written = nanos.getAsLong() - TimeUnit.MICROSECONDS.toNanos(Math.max(0, elapsed));
        memory.day = in.readLong();
        memory.began = written - age(in);
        memory.hashed = Math.clamp(in.readLong(), 0, Sysvol.MOST_BYTES);
        memory.read = Math.clamp(in.readLong(), 0, Sysvol.MOST_READ);
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            memory.waiting.put(in.readUTF(), in.readLong());
        }
        for (Map<HostPath, Sysvol.Memory.Hashed> each : List.of(memory.hashes, memory.descriptions)) {
            for (int left = Sysvol.MOST_FILES; isNext(left, in); left--) {
                each.put(
                        path(in),
                        new Sysvol.Memory.Hashed(
                                in.readLong(), in.readLong(), Sha256.of(in.readNBytes(32)), written - age(in)));
            }
        }
        for (int left = Sysvol.MOST_FILES; isNext(left, in); left--) {
            memory.looked.put(path(in), written - age(in));
        }
        for (int left = Sysvol.MOST_FILES; isNext(left, in); left--) {
            memory.named.add(path(in));
        }
        return memory;
    }

    private static boolean isNext(int left, DataInputStream in) throws IOException {
        boolean isNext = in.readBoolean();
        if (isNext && left == 0) {
            throw new IOException("more than " + Sysvol.MOST_FILES + " files");
        }
        return isNext;
    }

    private static long age(DataInputStream in) throws IOException {
        long age = in.readLong();
        if (age < 0 || age > LONGEST_NANOS) {
            throw new IOException("an age of " + age + " ns");
        }
        return age;
    }

    private static HostPath path(DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(in.readUnsignedShort());
        return HostPath.parse(bytes).orElseThrow(() -> new IOException("no path"));
    }

    private static long micros(InstantSource clock) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
