package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Real programs of the machine's Java, and what linkers and others do to them. */
class ProgramLikenessTest {
    private static byte[] library(String name) throws IOException {
        return Files.readAllBytes(Path.of(System.getProperty("java.home"), "lib", name));
    }

    private static String likeness(byte[] bytes) {
        return ProgramLikeness.text(ProgramLikeness.of(new OpenFile() {
            @Override
            public Status status() {
                return new Status(Kind.REGULAR, 0755, 0, 0, bytes.length, 0, 0, 1, 1);
            }

            @Override
            public int read(long at, byte[] into) {
                int count = Math.clamp(bytes.length - at, 0, into.length);
                System.arraycopy(bytes, (int) Math.min(at, bytes.length), into, 0, count);
                return count;
            }

            @Override
            public void close() {}
        }));
    }

    @Test
    void whatALinkerAddsAndWhatIsPutBehindChangesNothing() throws IOException {
        byte[] program = library("libjava.so");
        String likeness = likeness(program);
        assertTrue(likeness.matches("T1[0-9A-F]{70}"), likeness);
        assertEquals(likeness, likeness(Arrays.copyOf(program, program.length + 100_000)));
        byte[] stripped = program.clone();
        ByteBuffer elf = ByteBuffer.wrap(stripped).order(ByteOrder.LITTLE_ENDIAN);
        int sections = (int) elf.getLong(40);
        Arrays.fill(stripped, sections, stripped.length, (byte) 0);
        elf.putLong(40, 0).putInt(58, 0).putShort(62, (short) 0);
        assertEquals(likeness, likeness(stripped));
        byte[] rebuilt = program.clone();
        // the note of the build id: length of its name, of the id, its kind, its name (elf(5))
        int note = find(rebuilt, new byte[] {4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0});
        assertTrue(note > 0, "this Java has no build id");
        Arrays.fill(rebuilt, note + 16, note + 36, (byte) 7);
        assertEquals(likeness, likeness(rebuilt));
    }

    @Test
    void anotherProgramIsAnother() throws IOException {
        assertNotEquals(likeness(library("libjava.so")), likeness(library("libnio.so")));
        assertEquals("", likeness("#!/bin/sh\n".repeat(100).getBytes(StandardCharsets.US_ASCII)));
        assertEquals("", likeness(new byte[0]));
    }

    @Test
    void damagedProgramsHaveNoneOrAnotherAndTakeNoLonger() throws IOException {
        byte[] program = library("libnet.so");
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = Arrays.copyOf(program, i % 3 == 0 ? random.nextInt(program.length) : program.length);
            for (int j = 0; j < 8; j++) {
                damaged[random.nextInt(Math.max(1, Math.min(damaged.length, 700)))] = (byte) random.nextInt(256);
            }
            assertTrue(likeness(damaged).matches("(T1[0-9A-F]{70})?"));
        }
        byte[] overAgain = program.clone();
        ByteBuffer elf = ByteBuffer.wrap(overAgain).order(ByteOrder.LITTLE_ENDIAN);
        int first = (int) elf.getLong(32);
        for (int i = 0; i < elf.getShort(56); i++) {
            elf.putInt(first + 56 * i, 1).putLong(first + 56 * i + 8, 0).putLong(first + 56 * i + 32, program.length);
        }
        assertEquals("", likeness(overAgain));
    }

    private static int find(byte[] all, byte[] wanted) {
        for (int i = 0; i + wanted.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
