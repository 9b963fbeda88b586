package bzh.vigie.agent.windows;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/** Broken variants of good bytes, the same ones for the same seed: a reader has to give something for each of them. */
public final class Mutations {
    private static final int[] NUMBERS = {0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, -1, -8};

    private Mutations() {}

    /** Gives so many variants to a reader; what it throws fails with the seed of that variant. */
    public static void forEach(byte[] good, int rounds, Consumer<byte[]> reader) {
        for (int seed = 0; seed < rounds; seed++) {
            byte[] variant = of(good, new Random(seed));
            try {
                reader.accept(variant);
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + seed + " of " + good.length + " bytes", e);
            }
        }
        for (int length = 0; length < Math.min(good.length, 2_000); length++) {
            reader.accept(Arrays.copyOf(good, length));
        }
    }

    static byte[] of(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> number(bytes, at, NUMBERS[random.nextInt(NUMBERS.length)], 1 << random.nextInt(3));
                case 3 -> bytes = Arrays.copyOf(bytes, at);
                case 4 -> {
                    int length = Math.min(random.nextInt(64), bytes.length - at);
                    System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
                }
                default -> {
                    for (int j = at; j < Math.min(bytes.length, at + 16); j++) {
                        bytes[j] = (byte) random.nextInt();
                    }
                }
            }
        }
        return bytes;
    }

    private static void number(byte[] bytes, int at, int number, int size) {
        for (int j = 0; j < size && at + j < bytes.length; j++) {
            bytes[at + j] = (byte) (number >> (8 * j));
        }
    }
}
