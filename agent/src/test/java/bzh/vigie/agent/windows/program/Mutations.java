package bzh.vigie.agent.windows.program;

import java.util.Arrays;
import java.util.Random;

/** Damage to a file: bytes changed, a piece overwritten with another, an end cut off or doubled. */
final class Mutations {
    private Mutations() {}

    static byte[] of(byte[] file, Random random) {
        byte[] changed = file.clone();
        switch (random.nextInt(6)) {
            case 0 -> changed = Arrays.copyOf(changed, random.nextInt(changed.length));
            case 1 -> {
                int length = 1 + random.nextInt(64);
                int from = random.nextInt(changed.length - length);
                int to = random.nextInt(changed.length - length);
                System.arraycopy(file, from, changed, to, length);
            }
            case 2 -> {
                // lengths and places are most often of four bytes
                int at = random.nextInt(changed.length - 4);
                Arrays.fill(changed, at, at + 4, (byte) (random.nextBoolean() ? 0xff : 0x7f));
            }
            default -> {
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
            }
        }
        return changed;
    }
}
