package bzh.vigie.agent.persistence;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What can have become of a file: every kind of damage that is the same for each format, and some that know theirs. */
record Damage(String name, Maker maker) {
    private static final long HUGE = 8L << 30;
    private static final int SMALL = 16;

    /** Makes it of a sound file, in its place. */
    @FunctionalInterface
    interface Maker {
        void damage(Path file, byte[] sound) throws IOException;
    }

    /** Those that need to know nothing of the format. */
    static final List<Damage> ANY = List.of(
            bytes("empty", sound -> new byte[0]),
            bytes("cut to its start", sound -> Arrays.copyOf(sound, Math.min(sound.length, SMALL))),
            bytes("cut in the middle", sound -> Arrays.copyOf(sound, sound.length / 2 - 1)),
            bytes("random", Damage::random),
            bytes("random behind its start", Damage::randomBehind),
            new Damage("oversize", (file, sound) -> {
                Files.write(file, sound);
                huge(file);
            }),
            new Damage("oversize and hollow", (file, sound) -> {
                Files.write(file, new byte[0]);
                huge(file);
            }));

    /** Makes other bytes of the sound ones. */
    interface Bytes {
        byte[] of(byte[] sound);
    }

    static Damage bytes(String name, Bytes bytes) {
        return new Damage(name, (file, sound) -> Files.write(file, bytes.of(sound)));
    }

    /** Puts these numbers of 32 bits at that place. */
    static Damage at(String name, int place, int... numbers) {
        return bytes(name, sound -> {
            byte[] damaged = sound.clone();
            ByteBuffer to = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < numbers.length; i++) {
                to.putInt(place + 4 * i, numbers[i]);
            }
            return damaged;
        });
    }

    /** Another text. */
    static Damage text(String name, String text) {
        return bytes(name, sound -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** Every cell of that kind in a hive leads to that one; values whose data are in themselves lead nowhere. */
    static Damage hive(String name, String kind, int step, int cell) {
        return bytes(name, sound -> {
            byte[] damaged = sound.clone();
            ByteBuffer hive = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
            byte[] mark = kind.getBytes(StandardCharsets.US_ASCII);
            for (int at = 4096 + 32; at + 48 < damaged.length; at += 8) {
                boolean inside = kind.equals("vk") && hive.getInt(at + 8) < 0;
                if (damaged[at + 4] == mark[0] && damaged[at + 5] == mark[1] && hive.getInt(at) < 0 && !inside) {
                    hive.putInt(at + 4 + step, cell);
                }
            }
            return damaged;
        });
    }

    private static byte[] random(byte[] sound) {
        byte[] random = new byte[Math.max(sound.length, 1_000)];
        new Random(1).nextBytes(random);
        return random;
    }

    private static byte[] randomBehind(byte[] sound) {
        byte[] random = random(sound);
        System.arraycopy(sound, 0, random, 0, Math.min(sound.length, SMALL));
        return random;
    }

    private static void huge(Path file) throws IOException {
        try (RandomAccessFile to = new RandomAccessFile(file.toFile(), "rw")) {
            to.setLength(HUGE);
        }
    }
}
