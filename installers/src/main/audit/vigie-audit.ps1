#Requires -Version 5.1
<#
.SYNOPSIS
Règle ce que Windows note dans ses journaux, pour l'agent de Vigie (@VERSION@), sur un PC sans domaine.

.DESCRIPTION
Règle les sous-catégories d'audit, quelques valeurs du registre et quelques journaux d'événements : ce que l'agent demande, et rien d'autre.
Parmi les journaux que l'agent lit, rallume ceux qui sont éteints.
Note l'état d'avant dans le registre (HKLM\SOFTWARE\Vigie\AuditAvant), pour que -Restore puisse le remettre.
Peut être lancé plusieurs fois : ce qui est déjà réglé n'est pas touché.
Dans un domaine, la stratégie de groupe fournie à côté fait la même chose pour tous les PC.

.PARAMETER Verifier
Dit ce qui est réglé et ce qui ne l'est pas, sans rien changer.

.PARAMETER Restore
Remet ce que ce script avait trouvé, sauf ce que quelqu'un d'autre a changé depuis.

.PARAMETER MalgreDomaine
Règle aussi un PC membre d'un domaine (une stratégie de groupe peut défaire ce qui est réglé ici).

.NOTES
Code de retour : 0 tout est réglé (ou remis) ; 1 il reste quelque chose, qui est dit ; 2 le script n'a pas pu travailler.
Ne demande rien au réseau et n'envoie rien.
#>
[CmdletBinding()]
param(
    [switch] $Verifier,
    [switch] $Restore,
    [switch] $MalgreDomaine
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# Sous-catégories d'audit, par GUID : les noms changent d'une langue à l'autre. Echecs : noter aussi les échecs.
$Souscategories = @(
@SUBCATEGORIES@
)

# Valeurs du registre, sous HKEY_LOCAL_MACHINE.
$Valeurs = @(
@VALUES@
)

# Journaux : Partout, s'ils sont sur tout Windows ; Taille, en octets, ou 0 si elle est laissée telle quelle.
$Canaux = @(
@CHANNELS@
)

$CleDesNotes = 'SOFTWARE\Vigie\AuditAvant'
$Restant = 0
$Changes = 0
$Refuses = @{}

# Les outils de Windows lui-même, jamais ceux d'un autre dossier ; Sysnative pour un PowerShell 32 bits.
$Systeme = Join-Path $env:SystemRoot 'System32'
if (Test-Path -LiteralPath (Join-Path $env:SystemRoot 'Sysnative\auditpol.exe')) {
    $Systeme = Join-Path $env:SystemRoot 'Sysnative'
}
$Auditpol = Join-Path $Systeme 'auditpol.exe'
$Wevtutil = Join-Path $Systeme 'wevtutil.exe'

function Dire([string] $Etat, [string] $Quoi) {
    Write-Host ('  {0,-14} {1}' -f $Etat, $Quoi)
}

function Rester([string] $Etat, [string] $Quoi) {
    Dire $Etat $Quoi
    $script:Restant++
}

# --- le registre, en 64 bits

function Ouvrir-Machine {
    [Microsoft.Win32.RegistryKey]::OpenBaseKey([Microsoft.Win32.RegistryHive]::LocalMachine, [Microsoft.Win32.RegistryView]::Registry64)
}

# Le texte d'une valeur, ou $null si elle n'est pas là.
function Lire-Valeur([string] $Cle, [string] $Nom) {
    $machine = Ouvrir-Machine
    try {
        $ouverte = $machine.OpenSubKey($Cle)
        if ($null -eq $ouverte) { return $null }
        try {
            $donnee = $ouverte.GetValue($Nom, $null)
            if ($null -eq $donnee) { return $null }
            return [string] $donnee
        } finally { $ouverte.Dispose() }
    } finally { $machine.Dispose() }
}

function Ecrire-Valeur([string] $Cle, [string] $Nom, [string] $Type, [string] $Donnee) {
    $machine = Ouvrir-Machine
    try {
        $ouverte = $machine.CreateSubKey($Cle)
        try {
            if ($Type -eq 'REG_DWORD') {
                $ouverte.SetValue($Nom, [int] $Donnee, [Microsoft.Win32.RegistryValueKind]::DWord)
            } else {
                $ouverte.SetValue($Nom, $Donnee, [Microsoft.Win32.RegistryValueKind]::String)
            }
        } finally { $ouverte.Dispose() }
    } finally { $machine.Dispose() }
}

function Retirer-Valeur([string] $Cle, [string] $Nom) {
    $machine = Ouvrir-Machine
    try {
        $ouverte = $machine.OpenSubKey($Cle, $true)
        if ($null -ne $ouverte) {
            try { $ouverte.DeleteValue($Nom, $false) } finally { $ouverte.Dispose() }
        }
    } finally { $machine.Dispose() }
}

# --- les notes : « avant|après » pour chaque chose réglée ; un « - » pour une valeur qui n'était pas là

function Noter([string] $Quoi, [string] $Avant, [string] $Apres) {
    if ($null -eq (Lire-Valeur $CleDesNotes $Quoi)) {
        Ecrire-Valeur $CleDesNotes $Quoi 'REG_SZ' ($Avant + '|' + $Apres)
    }
    $script:Changes++
}

# L'état d'avant et celui que le script avait mis, ou $null s'il n'a rien changé là.
function Lire-Note([string] $Quoi) {
    $note = Lire-Valeur $CleDesNotes $Quoi
    if ($null -eq $note) { return $null }
    $coupe = $note.LastIndexOf('|')
    if ($coupe -lt 0) { return $null }
    return @{ Avant = $note.Substring(0, $coupe); Apres = $note.Substring($coupe + 1) }
}

function Oublier-Note([string] $Quoi) {
    Retirer-Valeur $CleDesNotes $Quoi
    $script:Changes++
}

function Retirer-NotesVides {
    $machine = Ouvrir-Machine
    try {
        foreach ($cle in @($CleDesNotes, 'SOFTWARE\Vigie')) {
            $ouverte = $machine.OpenSubKey($cle)
            if ($null -ne $ouverte) {
                $vide = ($ouverte.ValueCount -eq 0) -and ($ouverte.SubKeyCount -eq 0)
                $ouverte.Dispose()
                if ($vide) { $machine.DeleteSubKey($cle, $false) }
            }
        }
    } finally { $machine.Dispose() }
}

# --- les outils

function Lancer([string] $Outil, [string[]] $Mots) {
    # Une erreur écrite par l'outil ne doit pas arrêter le script : son code de retour dit ce qu'il en est.
    $ErrorActionPreference = 'Continue'
    & $Outil @Mots 2>$null | Out-Null
    return $LASTEXITCODE
}

# Ce qui est audité, par GUID : 0 rien, 1 réussites, 2 échecs, 3 les deux. De la sauvegarde d'auditpol, dont les nombres ne changent
# pas avec la langue ; la première ligne d'un GUID est celle du système, d'autres sont celles de comptes.
function Lire-Audit {
    $fichier = Join-Path ([IO.Path]::GetTempPath()) ('vigie-audit-' + [Guid]::NewGuid().ToString('N') + '.csv')
    try {
        $code = Lancer $Auditpol @('/backup', "/file:$fichier")
        if (($code -ne 0) -or -not (Test-Path -LiteralPath $fichier)) {
            throw "auditpol n'a pas dit ce qui est audité (code $code)."
        }
        $etat = @{}
        foreach ($ligne in [IO.File]::ReadAllLines($fichier)) {
            if ($ligne -match '\{([0-9A-Fa-f-]{36})\}.*,(\d)\s*$') {
                $guid = $Matches[1].ToUpperInvariant()
                if (-not $etat.ContainsKey($guid)) { $etat[$guid] = [int] $Matches[2] }
            }
        }
        if ($etat.Count -eq 0) { throw "la sauvegarde d'auditpol n'est pas comprise." }
        return $etat
    } finally {
        if (Test-Path -LiteralPath $fichier) { Remove-Item -LiteralPath $fichier -Force }
    }
}

# $null si ce Windows n'a pas ce journal.
function Lire-Canal([string] $Chemin) {
    try {
        $reglages = New-Object System.Diagnostics.Eventing.Reader.EventLogConfiguration $Chemin
        try {
            return @{ Actif = [bool] $reglages.IsEnabled; Taille = [long] $reglages.MaximumSizeInBytes }
        } finally { $reglages.Dispose() }
    } catch {
        return $null
    }
}

function En-Mots([int] $Audite) {
    switch ($Audite) {
        0 { 'rien' }
        1 { 'réussites' }
        2 { 'échecs' }
        default { 'réussites et échecs' }
    }
}

function Oui-Non([int] $Bit) {
    if ($Bit -ne 0) { 'enable' } else { 'disable' }
}

# --- régler

function Regler-Audit([hashtable] $Audite, [bool] $Controleur) {
    foreach ($s in $Souscategories) {
        if ($s.Controleur -and -not $Controleur) { continue }
        if (-not $Audite.ContainsKey($s.Guid)) {
            Dire 'sans objet' ('audit : ' + $s.Nom + ' (inconnu de ce Windows)')
            continue
        }
        $avant = $Audite[$s.Guid] -band 3
        $voulu = 1
        if ($s.Echecs) { $voulu = 3 }
        if (($avant -band $voulu) -eq $voulu) {
            Dire 'déjà réglé' ('audit : ' + $s.Nom)
            continue
        }
        if ($Verifier) {
            Rester 'À RÉGLER' ('audit : ' + $s.Nom + ' (noté : ' + (En-Mots $avant) + ')')
            continue
        }
        $apres = $avant -bor $voulu
        $mots = @('/set', ('/subcategory:{' + $s.Guid + '}'), '/success:enable')
        if ($s.Echecs) { $mots += '/failure:enable' }
        $code = Lancer $Auditpol $mots
        if ($code -eq 0) {
            Noter ('audit ' + $s.Guid) ([string] $avant) ([string] $apres)
            Dire 'réglé' ('audit : ' + $s.Nom + ' (avant : ' + (En-Mots $avant) + ')')
        } else {
            $Refuses[$s.Guid] = $true
            Rester 'REFUSÉ' ('audit : ' + $s.Nom + ' (auditpol, code ' + $code + ')')
        }
    }
}

function Regler-Valeurs {
    foreach ($v in $Valeurs) {
        $avant = Lire-Valeur $v.Cle $v.Nom
        if ($avant -eq $v.Donnee) {
            Dire 'déjà réglé' $v.Quoi
            continue
        }
        if ($Verifier) {
            Rester 'À RÉGLER' $v.Quoi
            continue
        }
        try {
            Ecrire-Valeur $v.Cle $v.Nom $v.Type $v.Donnee
        } catch {
            Rester 'REFUSÉ' ($v.Quoi + ' (' + $_.Exception.Message + ')')
            continue
        }
        $mot = '-'
        if ($null -ne $avant) { $mot = $avant }
        Noter ('valeur ' + $v.Cle + '\' + $v.Nom) $mot $v.Donnee
        Dire 'réglé' ($v.Quoi + ' (avant : ' + $mot + ')')
    }
}

function Regler-Canaux {
    foreach ($c in $Canaux) {
        $canal = Lire-Canal $c.Chemin
        if ($null -eq $canal) {
            if ($c.Partout) { Dire 'absent' ('journal ' + $c.Nom + ' (' + $c.Chemin + ') : ce Windows ne l''a pas') }
            continue
        }
        if ($canal.Actif) {
            Dire 'déjà réglé' ('journal ' + $c.Nom + ' : actif')
        } elseif ($Verifier) {
            Rester 'À RÉGLER' ('journal ' + $c.Nom + ' (' + $c.Chemin + ') : désactivé')
        } else {
            $code = Lancer $Wevtutil @('sl', $c.Chemin, '/e:true')
            if ($code -eq 0) {
                Noter ('actif ' + $c.Chemin) 'false' 'true'
                Dire 'réglé' ('journal ' + $c.Nom + ' : activé')
            } else {
                Rester 'REFUSÉ' ('journal ' + $c.Nom + ' (wevtutil, code ' + $code + ')')
            }
        }
        if ($c.Taille -eq 0) { continue }
        $mo = [string] ($c.Taille / 1048576)
        if ($canal.Taille -ge $c.Taille) {
            Dire 'déjà réglé' ('journal ' + $c.Nom + ' : garde au moins ' + $mo + ' Mo')
        } elseif ($Verifier) {
            Rester 'À RÉGLER' ('journal ' + $c.Nom + ' : garde ' + [string] [Math]::Floor($canal.Taille / 1048576) + ' Mo, ' + $mo + ' demandés')
        } else {
            $code = Lancer $Wevtutil @('sl', $c.Chemin, ('/ms:' + $c.Taille))
            if ($code -eq 0) {
                Noter ('taille ' + $c.Chemin) ([string] $canal.Taille) ([string] $c.Taille)
                Dire 'réglé' ('journal ' + $c.Nom + ' : garde ' + $mo + ' Mo')
            } else {
                Rester 'REFUSÉ' ('journal ' + $c.Nom + ' (wevtutil, code ' + $code + ')')
            }
        }
    }
}

# Une stratégie de groupe peut remettre l'ancien réglage aussitôt : c'est relu, sauf ce qui est déjà compté comme refusé.
function Relire-Audit([bool] $Controleur) {
    $audite = Lire-Audit
    foreach ($s in $Souscategories) {
        if (($s.Controleur -and -not $Controleur) -or -not $audite.ContainsKey($s.Guid) -or $Refuses.ContainsKey($s.Guid)) { continue }
        $voulu = 1
        if ($s.Echecs) { $voulu = 3 }
        if (($audite[$s.Guid] -band $voulu) -ne $voulu) {
            Rester 'NE TIENT PAS' ('audit : ' + $s.Nom + ' (une stratégie de groupe ou un autre programme le règle autrement)')
        }
    }
}

# --- remettre

function Remettre-Audit {
    $audite = Lire-Audit
    foreach ($s in $Souscategories) {
        $quoi = 'audit ' + $s.Guid
        $note = Lire-Note $quoi
        if ($null -eq $note) { continue }
        if (-not $audite.ContainsKey($s.Guid) -or ([string] ($audite[$s.Guid] -band 3) -ne $note.Apres)) {
            Dire 'laissé' ('audit : ' + $s.Nom + ' (changé depuis par quelqu''un)')
            Oublier-Note $quoi
            continue
        }
        $avant = [int] $note.Avant
        $code = Lancer $Auditpol @('/set', ('/subcategory:{' + $s.Guid + '}'),
            ('/success:' + (Oui-Non ($avant -band 1))), ('/failure:' + (Oui-Non ($avant -band 2))))
        if ($code -eq 0) {
            Dire 'remis' ('audit : ' + $s.Nom + ' (' + (En-Mots $avant) + ')')
            Oublier-Note $quoi
        } else {
            Rester 'REFUSÉ' ('audit : ' + $s.Nom + ' (auditpol, code ' + $code + ')')
        }
    }
}

function Remettre-Valeurs {
    foreach ($v in $Valeurs) {
        $quoi = 'valeur ' + $v.Cle + '\' + $v.Nom
        $note = Lire-Note $quoi
        if ($null -eq $note) { continue }
        if ((Lire-Valeur $v.Cle $v.Nom) -ne $note.Apres) {
            Dire 'laissé' ($v.Quoi + ' (changé depuis par quelqu''un)')
        } elseif ($note.Avant -eq '-') {
            Retirer-Valeur $v.Cle $v.Nom
            Dire 'remis' ($v.Quoi + ' (retiré)')
        } else {
            # Ce qui n'est pas un nombre n'en était pas un avant non plus.
            $type = $v.Type
            if ($note.Avant -notmatch '^\d+$') { $type = 'REG_SZ' }
            Ecrire-Valeur $v.Cle $v.Nom $type $note.Avant
            Dire 'remis' ($v.Quoi + ' (' + $note.Avant + ')')
        }
        Oublier-Note $quoi
    }
}

function Remettre-Canaux {
    foreach ($c in $Canaux) {
        foreach ($sorte in @('actif', 'taille')) {
            $quoi = $sorte + ' ' + $c.Chemin
            $note = Lire-Note $quoi
            if ($null -eq $note) { continue }
            $canal = Lire-Canal $c.Chemin
            $present = '?'
            $mot = '/ms:' + $note.Avant
            if ($null -ne $canal) { $present = [string] $canal.Taille }
            if ($sorte -eq 'actif') {
                $mot = '/e:' + $note.Avant
                if ($null -ne $canal) { $present = ([string] $canal.Actif).ToLowerInvariant() }
            }
            if ($present -ne $note.Apres) {
                Dire 'laissé' ('journal ' + $c.Nom + ' (changé depuis par quelqu''un)')
                Oublier-Note $quoi
                continue
            }
            $code = Lancer $Wevtutil @('sl', $c.Chemin, $mot)
            if ($code -eq 0) {
                Dire 'remis' ('journal ' + $c.Nom + ' (' + $mot + ')')
                Oublier-Note $quoi
            } else {
                Rester 'REFUSÉ' ('journal ' + $c.Nom + ' (wevtutil, code ' + $code + ')')
            }
        }
    }
}

# --- et voici

try {
    $moi = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
    if (-not $moi.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
        Write-Host 'Il faut les droits d''administrateur : clic droit sur vigie-audit.cmd, « Exécuter en tant qu''administrateur ».'
        exit 2
    }
    $pc = Get-CimInstance -ClassName Win32_ComputerSystem
    $controleur = (Get-CimInstance -ClassName Win32_OperatingSystem).ProductType -eq 2
    Write-Host ''
    Write-Host ('Vigie @VERSION@ : ce que Windows note, sur ' + $pc.Name)
    Write-Host ''
    if ($Restore) {
        Remettre-Audit
        Remettre-Valeurs
        Remettre-Canaux
        Retirer-NotesVides
        Write-Host ''
        if ($Changes -eq 0) { Write-Host 'Ce script n''avait rien changé sur ce PC : rien à remettre.' }
        if ($Restant -gt 0) { Write-Host ('Pas remis : ' + $Restant + '. Relancez, ou montrez ceci à votre technicien.'); exit 1 }
        exit 0
    }
    if ($pc.PartOfDomain -and -not $Verifier -and -not $MalgreDomaine) {
        Write-Host 'Ce PC est membre d''un domaine : importez plutôt la stratégie de groupe (dossier strategie-de-groupe), qui règle tous les PC.'
        Write-Host 'Pour le régler quand même ici : vigie-audit.cmd -MalgreDomaine. Rien n''a été changé.'
        exit 2
    }
    Regler-Audit (Lire-Audit) $controleur
    Regler-Valeurs
    Regler-Canaux
    if (-not $Verifier) { Relire-Audit $controleur }
    Write-Host ''
    if ($Verifier) {
        if ($Restant -eq 0) { Write-Host 'Tout est réglé comme Vigie le demande. Rien n''a été changé.' }
        else { Write-Host ('À régler : ' + $Restant + '. Rien n''a été changé. Pour régler : vigie-audit.cmd') }
    } else {
        Write-Host ('Changé : ' + $Changes + '. Reste : ' + $Restant + '. Pour remettre comme avant : vigie-audit.cmd -Restore')
    }
    if ($Restant -gt 0) { exit 1 }
    exit 0
} catch {
    Write-Host ('Le script s''est arrêté : ' + $_.Exception.Message)
    Write-Host 'Ce qui est « réglé » plus haut l''est. Montrez ceci à votre technicien.'
    exit 2
}
