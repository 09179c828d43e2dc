Console.Out.WriteLine("hi");
