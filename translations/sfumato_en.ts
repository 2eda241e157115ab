<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>sfumato::ui::FileActions</name>
    <message numerus="yes">
        <source>The last session was not closed: %n picture(s) can come back.</source>
        <translation>
            <numerusform>The last session was not closed: %n picture can come back.</numerusform>
            <numerusform>The last session was not closed: %n pictures can come back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::ui::HistoryModel</name>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::ui::JobRow</name>
    <message numerus="yes">
        <source>%n picture(s) done</source>
        <translation>
            <numerusform>%n picture done</numerusform>
            <numerusform>%n pictures done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>cancelled · %n picture(s) kept</source>
        <translation>
            <numerusform>cancelled · %n picture kept</numerusform>
            <numerusform>cancelled · %n pictures kept</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::ui::LibraryDialog</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::ui::MainWindow</name>
    <message numerus="yes">
        <source>CPU · %n thread(s)</source>
        <translation>
            <numerusform>CPU · %n thread</numerusform>
            <numerusform>CPU · %n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::ui::PictureTitles</name>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n min ago</numerusform>
            <numerusform>%n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>%n h ago</numerusform>
            <numerusform>%n h ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::ui::PromptField</name>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::ui::QueuePanel</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::ui::StepPlot</name>
    <message numerus="yes">
        <source>%n value(s)</source>
        <translation>
            <numerusform>%n value</numerusform>
            <numerusform>%n values</numerusform>
        </translation>
    </message>
</context>
</TS>
