package bzh.vigie.collector.detect.returns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Words that are nobody's mark, since many have them: counted over what 2,400 Debian packages configure and a fresh Windows
 * ({@code bench/benign-words.sh}), and those of scripts and of products for remote access, which are no packages of Debian. Pure.
 */
final class CommonWords {
    private static final Set<String> COUNTED = read("common-words.txt");
    /** Of manuals, and names of Windows' own files ({@code bench/maker-words.sh}). */
    private static final Set<String> OF_MAKERS = read("maker-words.txt");

    private static final Set<String> MAIL_PROVIDERS = read("mail-providers.txt");

    /** Of products that town halls have too, and of what their scripts are written in. */
    private static final Set<String> OF_PRODUCTS = Set.of(
            "anydesk",
            "ateraagent",
            "chisel",
            "cloudflared",
            "frpc",
            "frpc.toml",
            "meshagent",
            "netbird",
            "ngrok",
            "ngrok.yml",
            "ninjarmmagent",
            "plink",
            "rustdesk",
            "screenconnect",
            "screenconnect.clientservice",
            "splashtop",
            "tailscale",
            "tailscaled",
            "teamviewer",
            "zerotier",
            "no-autoupdate",
            "bypass",
            "downloadstring",
            "encodedcommand",
            "executionpolicy",
            "invoke-expression",
            "invoke-webrequest",
            "net.webclient",
            "new-object",
            "noninteractive",
            "noprofile",
            "outfile",
            "start-process",
            "urlcache",
            "windowstyle",
            "webclient",
            "certutil",
            "wscript",
            "cscript",
            "bitsadmin",
            "regsvr32",
            "scrobj",
            "batchmode",
            "connecttimeout",
            "exitonforwardfailure",
            "identityfile",
            "localforward",
            "localhost",
            "proxycommand",
            "remoteforward",
            "serveralivecountmax",
            "serveraliveinterval",
            "stricthostkeychecking",
            "userknownhostsfile",
            "rendezvous_server",
            "sshpass",
            "autossh",
            "base64.b64decode",
            "socket.socket",
            "s.connect",
            "shell_exec",
            "base64_decode",
            "pty.spawn",
            "subprocess");

    private CommonWords() {}

    /**
     * Whether a word in small letters is nobody's: a maker's, counted, a product's, or the name of a program that every system has to be told what to
     * do; what has another word of these in front of its ending is so too.
     */
    static boolean has(String word) {
        return OF_MAKERS.contains(word) || isPart(word);
    }

    /** Likewise of a part of a word. What one maker has is common by itself; what is put together with it is somebody's choice. */
    static boolean isPart(String word) {
        boolean known = COUNTED.contains(word) || OF_PRODUCTS.contains(word) || SystemPrograms.isTold(word);
        if (word.length() < 4 || known) {
            return true;
        }
        int dot = word.lastIndexOf('.');
        return dot > 0 && word.length() - dot <= 8 && isPart(word.substring(0, dot));
    }

    /** Whether a program of that name is a product's, for remote access, that town halls have too. */
    static boolean isProduct(String program) {
        return OF_PRODUCTS.contains(program);
    }

    /** Whether a word in small letters was counted as it is. */
    static boolean isCounted(String word) {
        return COUNTED.contains(word);
    }

    /** Whether anybody gets a mailbox in a domain: the address says whose it is, the domain does not. */
    static boolean isMailProvider(String domain) {
        return MAIL_PROVIDERS.contains(domain);
    }

    private static Set<String> read(String resource) {
        try (InputStream in = Objects.requireNonNull(CommonWords.class.getResourceAsStream(resource));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Set<String> words = new HashSet<>(1 << 16);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    words.add(line);
                }
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
