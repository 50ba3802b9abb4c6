Attribute VB_Name = "Ribbon"
' What the buttons of the xlplan tab do: they start xlplan, and nothing else.
'
' What is started is made of four things: the program that the file xlplan-python.txt beside this
' add-in names, fixed words, the button's tag, and the number of Excel's window. No cell, no
' name of a workbook and nothing that anybody typed is part of it, and no shell is
' started: the program itself is.
Option Explicit

Private Const WHERE_PYTHON_IS As String = "xlplan-python.txt"
Private Const PROGRAM_NAME As String = "\pythonw.exe"
Private Const LONGEST_ACTION As Long = 20

Public Sub RunAction(control As Object)
    Dim program As String, words As String
    On Error GoTo NotStarted
    program = ProgramNamed(FirstLine(ThisWorkbook.Path & "\" & WHERE_PYTHON_IS))
    words = LineFor(program, ActionOf(control.Tag), WindowNumber(Application.Hwnd))
    If words = "" Then GoTo NotStarted
    Shell words, vbNormalNoFocus
    Exit Sub
NotStarted:
    MsgBox NotStartedText(ThisWorkbook.Path, ActionOf(control.Tag)), vbExclamation, "xlplan"
End Sub

' The action of a button: small letters a to z and no more than 20 of them, or nothing.
Public Function ActionOf(ByVal tag As String) As String
    Dim at As Long, letter As String
    ActionOf = ""
    If Len(tag) = 0 Or Len(tag) > LONGEST_ACTION Then Exit Function
    For at = 1 To Len(tag)
        letter = Mid(tag, at, 1)
        If AscW(letter) < 97 Or AscW(letter) > 122 Then Exit Function
    Next at
    ActionOf = tag
End Function

' The program that a line names: the full path of a pythonw.exe, or nothing.
Public Function ProgramNamed(ByVal words As String) As String
    Dim path As String, at As Long
    ProgramNamed = ""
    path = Trim(words)
    If Len(path) <= Len(PROGRAM_NAME) Then Exit Function
    If LCase(Right(path, Len(PROGRAM_NAME))) <> PROGRAM_NAME Then Exit Function
    If Mid(path, 2, 2) <> ":\" And Left(path, 2) <> "\\" Then Exit Function
    For at = 1 To Len(path)
        If InStr("""<>|*?", Mid(path, at, 1)) > 0 Then Exit Function
        If AscW(Mid(path, at, 1)) >= 0 And AscW(Mid(path, at, 1)) < 32 Then Exit Function
    Next at
    ProgramNamed = path
End Function

' The number of a window in digits, or nothing.
Public Function WindowNumber(ByVal window As Variant) As String
    Dim text As String, at As Long
    WindowNumber = ""
    text = Trim(CStr(window))
    If Len(text) = 0 Or Len(text) > 20 Then Exit Function
    For at = 1 To Len(text)
        If InStr("0123456789", Mid(text, at, 1)) = 0 Then Exit Function
    Next at
    WindowNumber = text
End Function

' What is started: nothing when a part of it is missing.
Public Function LineFor(ByVal program As String, ByVal action As String, ByVal window As String) As String
    LineFor = ""
    If program = "" Or action = "" Or window = "" Then Exit Function
    LineFor = """" & program & """ -I -m xlplan excel " & action & " --window " & window
End Function

Public Function NotStartedText(ByVal folder As String, ByVal action As String) As String
    NotStartedText = "xlplan could not be started." & vbCrLf & vbCrLf & _
        "Either the file " & WHERE_PYTHON_IS & " in " & folder & " does not name the Python " & _
        "that xlplan is installed in, or a rule of your organisation stops Excel from starting " & _
        "other programs." & vbCrLf & vbCrLf & _
        "In a terminal,  xlplan excel doctor  says which. There,  xlplan excel " & action & _
        "  does the same on the workbook that is open here, with no macro."
End Function

Private Function FirstLine(ByVal path As String) As String
    Dim file As Integer, words As String
    file = FreeFile
    Open path For Input As #file
    Line Input #file, words
    Close #file
    FirstLine = words
End Function
